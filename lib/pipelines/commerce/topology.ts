/**
 * The shop's pipeline: what is popular in ten minutes, how categories trend over the last hour, each user's sessions, what
 * there is to recommend (profiles of users, which products go together, what is touched most) and what came of it, and what
 * looks like fraud. A `forget` ends what is kept of its user.
 */
import {
  type Aggregate,
  count,
  type DurationMs,
  days,
  hash53,
  hopping,
  hours,
  millis,
  minutes,
  type Operator,
  only,
  sessions,
  sum,
  type Topology,
  topology,
  tumbling,
  type Window,
  windowed,
} from "../../engine/index.ts";
import type { Tuning } from "../pipeline.ts";
import { settingsOf } from "../settings.ts";
import {
  type Behaviour,
  type BehaviourType,
  type CommerceEvent,
  isBehaviour,
  isShopperEvent,
  type ShopperEvent,
} from "./commerce-event.ts";
import { COMMERCE_BOUNDS, commerceSource, userKey } from "./commerce-source.ts";
import { clickThroughOperators } from "./click-through.ts";
import { interactionIn } from "./recommend/interaction-of.ts";
import { learningOperators, userProfiles } from "./recommend/recommender-operators.ts";
import { thresholdsWith } from "./fraud/index.ts";
import { fraudOperators } from "./fraud-operators.ts";
import { recommendationsView } from "./recommendations-view.ts";
import { RECOMMEND } from "./serving/recommend-service.ts";
import { shopperPage } from "./shopper-page.ts";

const TREND_SIZE = hours(1);
const TREND_ADVANCE = minutes(10);
const SESSION_GAP = minutes(30);
const SESSION_GROUPS = 4;
const SESSION_CHUNK_ROWS = 32;
const SESSIONS_KEPT = days(30);

/** A user's session, from its first event until the gap after its last. */
export interface SessionRow {
  readonly user_id: string;
  readonly session_start: string;
  readonly session_end: string;
  readonly events: number;
  readonly views: number;
  readonly carts: number;
  readonly purchases: number;
  readonly revenue: number;
}

/** The partition of a user's past sessions. */
export function sessionGroup(userId: string): string {
  return `group-${hash53(userId) % SESSION_GROUPS}`;
}

export function commerceTopology(tuning: Tuning = {}): Topology<CommerceEvent> {
  const allowedLateness = tuning.allowedLatenessMs ?? COMMERCE_BOUNDS.allowedLatenessMs;
  const settings = settingsOf("commerce", tuning.settings, ["fraud"]);
  return topology<CommerceEvent>({
    name: "commerce",
    source: commerceSource(tuning),
    guarantee: "exactly-once",
    slo: { processingLatency: { p95: millis(75) } },
    service: RECOMMEND,
    operators: {
      itemPopularity: only(isBehaviour, popularity(allowedLateness)),
      categoryTrends: only(hasCategory, trends(allowedLateness)),
      userSessions: only(isShopperEvent, userSessions(allowedLateness)),
      userProfiles: only(
        isShopperEvent,
        userProfiles({ userOf: userKey, interactionIn, profilePage: shopperPage }),
      ),
      ...learningOperators,
      ...clickThroughOperators(allowedLateness),
      ...fraudOperators(thresholdsWith(settings.fraud)),
    },
    derived: { recommendations: recommendationsView },
  });
}

type InCategory = Behaviour & { readonly category_code: string };

function hasCategory(event: CommerceEvent): event is InCategory {
  return isBehaviour(event) && typeof event.category_code === "string" && event.category_code !== "";
}

/** What people did, step by step. */
const FUNNEL = {
  events: count<ShopperEvent>(),
  views: countOf("view"),
  carts: countOf("cart"),
  purchases: countOf("purchase"),
};

/** What they paid, in the feed's currency. */
const REVENUE = sum<ShopperEvent>((event) => (event.event_type === "purchase" ? event.price : 0));

function countOf(wanted: BehaviourType): Aggregate<ShopperEvent, number, number> {
  return sum<ShopperEvent>(({ event_type: type }) => (type === wanted ? 1 : 0));
}

function popularity(allowedLateness: DurationMs): Operator<Behaviour> {
  return windowed({
    window: tumbling(COMMERCE_BOUNDS.windowSizeMs),
    allowedLateness,
    key: ({ product_id }: Behaviour) => String(product_id),
    aggregate: FUNNEL,
    row: (product, window, funnel) => ({ product_id: product, ...boundsOf(window), ...funnel }),
  });
}

function trends(allowedLateness: DurationMs): Operator<InCategory> {
  return windowed({
    window: hopping(TREND_SIZE, TREND_ADVANCE),
    allowedLateness,
    key: ({ category_code }: InCategory) => category_code,
    aggregate: { events: count<InCategory>(), purchases: FUNNEL.purchases, revenue: REVENUE },
    row: (category, window, trend) => ({ category_code: category, ...boundsOf(window), ...trend }),
  });
}

function userSessions(allowedLateness: DurationMs): Operator<ShopperEvent> {
  return sessions({
    gap: SESSION_GAP,
    allowedLateness,
    key: (event: ShopperEvent) => userKey(event),
    page: shopperPage,
    aggregate: { ...FUNNEL, revenue: REVENUE },
    row: (user, { startMs, endMs }, visit) => ({
      user_id: user,
      session_start: new Date(startMs).toISOString(),
      session_end: new Date(endMs).toISOString(),
      ...visit,
    }),
    history: {
      partition: sessionGroup,
      chunkEntries: SESSION_CHUNK_ROWS,
      bucketMs: days(1),
      retentionMs: SESSIONS_KEPT,
    },
    forget: {
      asks: ({ event_type: type }) => type === "forget",
      sessionOf(row) {
        const { user_id, session_end } = row as unknown as SessionRow;
        return { key: user_id, endMs: Date.parse(session_end) };
      },
    },
  });
}

function boundsOf({ startMs, endMs }: Window) {
  return { window_start: new Date(startMs).toISOString(), window_end: new Date(endMs).toISOString() };
}
