/**
 * The fraud job as operators: what prices were known before an event, and what a user's past tells of it, meet where
 * alerts are raised.
 *
 * Prices of items and categories stand in one item of the table: a batch sells many items, and would touch as many pages.
 * Users stand where all else that follows them does.
 */
import {
  days,
  detect,
  downstreamOf,
  hash53,
  keyed,
  type Operator,
  only,
  type SlidingLog,
} from "../../engine/index.ts";
import { type Behaviour, type CommerceEvent, type Forget, isBehaviour } from "./commerce-event.ts";
import {
  emptyPriceBook,
  EMPTY_USER_BOOK,
  type FraudThresholds,
  forgetInBook,
  judgePrices,
  type KnownLevels,
  learnInBook,
  levelInBook,
  NONE_RAISED,
  observeInBook,
  type PriceBook,
  pricesKnown,
  readsPrices,
  type Suspicion,
  UNKNOWN_LEVELS,
  type UserBook,
  userWatch,
} from "./fraud/index.ts";
import { SHOPPER_PAGES, shopperPage } from "./shopper-page.ts";

/** Slots of sixteen names: the books take 2,048 items and 256 categories. */
const ITEM_SLOTS = 128;
const CATEGORY_SLOTS = 16;
/** Prices that a median is taken of; when there are more, all count half. */
const ITEM_PRICES_MAX = 32;
const CATEGORY_PRICES_MAX = 256;

const WATCHED_USERS_MAX = 32_768;

/** The partition of all alerts: they are few, and mostly read over all rules. */
export const FRAUD_PARTITION = "fraud";
const ALERT_CHUNK_ENTRIES = 32;
const ALERTS_KEPT = days(30);
/** Groups of users, each of which remembers the last alerts for prices. */
const ALERT_GROUPS = 64;

const PRICES_KEY = "prices";

type KnownPrices = { readonly items: PriceBook; readonly categories: PriceBook };

type Watched = Behaviour | Forget;

/** Price levels before an event of the user, which the rules for prices read. */
type LevelsBefore = {
  readonly levels: KnownLevels;
  readonly user_id: Behaviour["user_id"];
  readonly identity: string;
};

/** What is said of an event that alerts may be raised for: levels first, where there are any, then the suspicion. */
type Heard = LevelsBefore | { readonly suspicion: Suspicion };

type Judging = { readonly before: LevelsBefore | null; readonly raised: SlidingLog };

/** `fraud-alerts`, and what it is made of. */
export function fraudOperators(
  thresholds: FraudThresholds,
): Readonly<Record<string, Operator<CommerceEvent>>> {
  return {
    knownPrices: only(isBehaviour, learnPrices()),
    watchedUsers: only(isWatched, watchUsers(thresholds)),
    fraudAlerts: downstreamOf(["knownPrices", "watchedUsers"], raiseAlerts(thresholds)),
  };
}

/** What is shown to somebody is nothing that they do. */
function isWatched(event: CommerceEvent): event is Watched {
  return event.event_type !== "impression";
}

function learnPrices(): Operator<Behaviour> {
  return keyed<Behaviour, KnownPrices, LevelsBefore>({
    key: () => PRICES_KEY,
    initial: { items: emptyPriceBook(ITEM_SLOTS), categories: emptyPriceBook(CATEGORY_SLOTS) },
    observe({ items, categories }, event, { identity }) {
      const { product_id, category_id, price, user_id } = event;
      const state = {
        items: learnInBook(items, product_id, price, ITEM_PRICES_MAX),
        categories: learnInBook(categories, category_id, price, CATEGORY_PRICES_MAX),
      };
      if (!readsPrices(event)) return { state };
      const levels = { item: levelInBook(items, product_id), category: levelInBook(categories, category_id) };
      return { state, output: { levels, user_id, identity } };
    },
    row: (_, { items, categories }) => ({ items: pricesKnown(items), categories: pricesKnown(categories) }),
  });
}

function watchUsers(thresholds: FraudThresholds): Operator<Watched> {
  const watch = userWatch(thresholds);
  const usersMax = WATCHED_USERS_MAX / SHOPPER_PAGES;
  return keyed<Watched, UserBook, { readonly suspicion: Suspicion }>({
    key: ({ user_id }) => shopperPage(String(user_id)),
    page: (name) => name,
    initial: EMPTY_USER_BOOK,
    observe(before, event, observed) {
      if (!isBehaviour(event)) return { state: forgetInBook(before, event.user_id) };
      const { book, suspicion } = observeInBook(before, event, observed, { watch, usersMax });
      return suspicion === undefined ? { state: book } : { state: book, output: { suspicion } };
    },
    row: (name, { names }) => ({ group: name, users: names.length }),
  });
}

function raiseAlerts(thresholds: FraudThresholds): Operator<Heard> {
  return detect<Heard, Judging>({
    key: (heard) =>
      `group-${hash53(String("levels" in heard ? heard.user_id : heard.suspicion.event.user_id)) % ALERT_GROUPS}`,
    adaptive: {
      appliesTo: () => true,
      initial: { before: null, raised: NONE_RAISED },
      observe({ before, raised: raisedBefore }, heard) {
        if ("levels" in heard) return { state: { before: heard, raised: raisedBefore }, alerts: [] };
        const { suspicion } = heard;
        const levels = before?.identity === suspicion.identity ? before.levels : UNKNOWN_LEVELS;
        const { raised, alerts } = judgePrices(raisedBefore, suspicion, levels, thresholds);
        return {
          state: { before: null, raised },
          alerts: alerts.map(({ id, row }) => ({ id, partition: FRAUD_PARTITION, row })),
        };
      },
    },
    chunkEntries: ALERT_CHUNK_ENTRIES,
    bucketMs: days(1),
    retentionMs: ALERTS_KEPT,
  });
}
