/**
 * The fraud job as operators: what is known of prices before an event travels with it to its user's state, and what is
 * suspicious there to the alerts.
 *
 * Prices of items and categories stand in one item of the table: a batch sells many items, and would touch as many pages.
 * Users are spread over many: a batch has a few of them, and each write carries only those that share its page.
 */
import { days, detect, downstreamOf, hash53, keyed, type Operator, only } from "../../engine/index.ts";
import { type Behaviour, type CommerceEvent, type Forget, isBehaviour } from "./commerce-event.ts";
import {
  emptyPriceBook,
  EMPTY_USER_BOOK,
  type FraudAlertRow,
  fraudDetector,
  type FraudEvent,
  type FraudThresholds,
  forgetInBook,
  learnInBook,
  levelInBook,
  observeInBook,
  type PriceBook,
  type PriceLevel,
  pricesKnown,
  readsPrices,
  type UserBook,
} from "./fraud/index.ts";

/** Slots of sixteen names: the books take 2,048 items and 256 categories. */
const ITEM_SLOTS = 128;
const CATEGORY_SLOTS = 16;
/** Prices that a median is taken of; when there are more, all count half. */
const ITEM_PRICES_MAX = 32;
const CATEGORY_PRICES_MAX = 256;

/** Groups of users, each a page: 32,768 users a shard. */
const USER_GROUPS = 512;
const GROUP_USERS_MAX = 64;

/** The partition of all alerts: they are few, and mostly read over all rules. */
export const FRAUD_PARTITION = "fraud";
const ALERT_CHUNK_ENTRIES = 32;
const ALERTS_KEPT = days(30);

const PRICES_KEY = "prices";

// Made once: a name that is made anew for each record is hashed anew wherever it is looked up.
const GROUP_NAMES = Array.from({ length: USER_GROUPS }, (_, group) => `watched-${group}`);

type KnownPrices = { readonly items: PriceBook; readonly categories: PriceBook };

/** What a user does, with the prices known before it. */
type PricedEvent = FraudEvent & { readonly item: PriceLevel | null; readonly category: PriceLevel | null };

type Watched = PricedEvent | Pick<Forget, "event_type" | "user_id">;

type Suspected = { readonly alerts: readonly FraudAlertRow[] };

/** `fraud-alerts`, and what it is made of. */
export function fraudOperators(
  thresholds: FraudThresholds,
): Readonly<Record<string, Operator<CommerceEvent>>> {
  return {
    knownPrices: only(isWatched, learnPrices()),
    watchedUsers: downstreamOf("knownPrices", watchUsers(thresholds)),
    fraudAlerts: downstreamOf("watchedUsers", raiseAlerts()),
  };
}

/** What is shown to somebody is nothing that they do. */
function isWatched(event: CommerceEvent): event is Behaviour | Forget {
  return event.event_type !== "impression";
}

function learnPrices(): Operator<Behaviour | Forget> {
  return keyed<Behaviour | Forget, KnownPrices, Watched>({
    key: () => PRICES_KEY,
    initial: { items: emptyPriceBook(ITEM_SLOTS), categories: emptyPriceBook(CATEGORY_SLOTS) },
    observe(known, event) {
      if (!isBehaviour(event)) {
        return { state: known, output: { event_type: event.event_type, user_id: event.user_id } };
      }
      const { product_id, category_id, price } = event;
      const state = {
        items: learnInBook(known.items, product_id, price, ITEM_PRICES_MAX),
        categories: learnInBook(known.categories, category_id, price, CATEGORY_PRICES_MAX),
      };
      return { state, output: pricedEvent(event, known) };
    },
    row: (_, { items, categories }) => ({ items: pricesKnown(items), categories: pricesKnown(categories) }),
  });
}

function pricedEvent(event: Behaviour, { items, categories }: KnownPrices): PricedEvent {
  const { event_type, product_id, category_id, price, user_id, user_session } = event;
  const isRead = readsPrices(event);
  const item = isRead ? levelInBook(items, product_id) : null;
  const category = isRead ? levelInBook(categories, category_id) : null;
  return { event_type, product_id, category_id, price, user_id, user_session, item, category };
}

function watchUsers(thresholds: FraudThresholds): Operator<Watched> {
  const detector = fraudDetector(thresholds);
  const group = ({ user_id }: Watched) => GROUP_NAMES[hash53(String(user_id)) % USER_GROUPS] as string;
  return keyed<Watched, UserBook, Suspected>({
    key: group,
    page: (name) => name,
    initial: EMPTY_USER_BOOK,
    observe(before, event, { eventTimeMs, identity }) {
      if (event.event_type === "forget") return { state: forgetInBook(before, event.user_id) };
      const { item, category } = event;
      const { book, alerts } = observeInBook(
        before,
        event,
        { eventTimeMs, identity, item, category },
        { detector, usersMax: GROUP_USERS_MAX },
      );
      return alerts.length === 0
        ? { state: book }
        : { state: book, output: { alerts: alerts.map(({ row }) => row) } };
    },
    row: (name, { names }) => ({ group: name, users: names.length }),
  });
}

function raiseAlerts(): Operator<Suspected> {
  return detect<Suspected, null>({
    key: () => FRAUD_PARTITION,
    judge: ({ alerts }) => alerts.map((row) => ({ id: row.id, partition: FRAUD_PARTITION, row })),
    chunkEntries: ALERT_CHUNK_ENTRIES,
    bucketMs: days(1),
    retentionMs: ALERTS_KEPT,
  });
}
