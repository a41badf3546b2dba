/**
 * What the watch keeps of a user: a plain JSON value of less than 13,000 bytes, mostly of a few hundred.
 */
import {
  addSliding,
  EMPTY_LOG,
  type SlidingBounds,
  type SlidingEvent,
  type SlidingLog,
} from "../../../engine/aggregate/sliding.ts";
import { type FraudEvent, shortHash } from "./fraud-event.ts";
import type { FraudThresholds } from "./fraud-thresholds.ts";
import { learnPrice, NO_PRICES, type PriceHistory } from "./price-history.ts";

// A type and not an interface, because only a type can be checked against the engine's `Json`.
export type FraudState = {
  /** `[event time, 1 for a purchase, item, category, session]` of each act, the last four as numbers. */
  readonly acts: SlidingLog;
  /** `[event time, item]` of the last view, click or cart of each item, in order. */
  readonly intents: SlidingLog;
  /** The newest event time of an intent that was let go for want of room; null while none was. */
  readonly forgottenMs: number | null;
  /** Prices of the user's purchases. */
  readonly purchases: PriceHistory;
  /** `[window start, hash of the alert's id]` of the last alerts. */
  readonly raised: SlidingLog;
};

export const initialFraudState: FraudState = {
  acts: EMPTY_LOG,
  intents: EMPTY_LOG,
  forgottenMs: null,
  purchases: NO_PRICES,
  raised: EMPTY_LOG,
};

/** Items of which it is remembered that the user wanted them. */
const INTENTS_MAX = 64;

/** Purchases that make up a user's past: about half as many after each halving. */
const PURCHASES_MAX = 64;

/** Room for a window twice as busy as the limit, so that an event out of order finds its window whole. */
const ROOM_FACTOR = 2;

/** What is remembered of acts under the thresholds. */
export function actBounds({ velocity, timing, disorderMs }: FraudThresholds): SlidingBounds {
  const { session, user } = velocity;
  return {
    keptMs: Math.max(session.windowMs, user.windowMs, timing.windowMs) + disorderMs,
    eventsMax: ROOM_FACTOR * Math.max(session.events, user.events, timing.gaps + 1),
  };
}

/** What is remembered of intents: those that a purchase may rest on, be it as late as the disorder. */
export function intentBounds({ intent, disorderMs }: FraudThresholds): SlidingBounds {
  return { keptMs: intent.memoryMs + disorderMs, eventsMax: INTENTS_MAX };
}

/** Places of facts in an act. */
export const ACT = { time: 0, purchase: 1, item: 2, category: 3, session: 4 } as const;

export function rememberAct(
  log: SlidingLog,
  event: FraudEvent,
  eventTimeMs: number,
  bounds: SlidingBounds,
): SlidingLog {
  const purchase = event.event_type === "purchase" ? 1 : 0;
  const { product_id, category_id, user_session } = event;
  const act: SlidingEvent = [
    eventTimeMs,
    purchase,
    shortHash(product_id),
    shortHash(category_id),
    shortHash(user_session),
  ];
  return addSliding(log, act, bounds);
}

/** Views, clicks and carts are intents. Kept are the last of each item, and of these the newest. */
export function rememberIntent(
  state: FraudState,
  event: FraudEvent,
  eventTimeMs: number,
  bounds: SlidingBounds,
): FraudState {
  const { event_type } = event;
  if (event_type !== "view" && event_type !== "click" && event_type !== "cart") return state;
  const item = shortHash(event.product_id);
  const place = state.intents.findIndex((intent) => intent[1] === item);
  const before = state.intents[place];
  if (before !== undefined && before[0] >= eventTimeMs) return state;
  const others = before === undefined ? state.intents : state.intents.toSpliced(place, 1);
  const intent: SlidingEvent = [eventTimeMs, item];
  const intents = addSliding(others, intent, bounds);
  if (others.length < bounds.eventsMax) return { ...state, intents };
  const letGoMs = intents === others ? eventTimeMs : (others[0] as SlidingEvent)[0];
  return { ...state, intents, forgottenMs: Math.max(letGoMs, state.forgottenMs ?? letGoMs) };
}

export function rememberPurchase(state: FraudState, event: FraudEvent): FraudState {
  if (event.event_type !== "purchase") return state;
  return { ...state, purchases: learnPrice(state.purchases, event.price, PURCHASES_MAX) };
}
