/** Events of one user for the tests of the rules, and what the rules say of them. */
import type { SlidingLog } from "../../../../lib/engine/aggregate/sliding.ts";
import {
  FRAUD_THRESHOLDS,
  type FraudAlert,
  type FraudEvent,
  type FraudState,
  judgePrices,
  type KnownLevels,
  NONE_RAISED,
  type ObservedEvent,
  type PriceLevel,
  userWatch,
} from "../../../../lib/pipelines/commerce/fraud/index.ts";

export const NOON_MS = Date.UTC(2026, 0, 5, 12);

export interface Said {
  readonly event: FraudEvent;
  readonly eventTimeMs: number;
  readonly item: PriceLevel | null;
  readonly category: PriceLevel | null;
}

/** What is kept of one user: of the watch, and of the judge of prices. */
export interface Kept {
  readonly user: FraudState;
  readonly raised: SlidingLog;
}

export type Detector = ReturnType<typeof detectorOf>;

/** The watch and the judge of prices one behind the other, for one user. */
export function detectorOf(thresholds = FRAUD_THRESHOLDS) {
  const { initial, observe } = userWatch(thresholds);
  return {
    initial: { user: initial, raised: NONE_RAISED } as Kept,
    observe(kept: Kept, event: FraudEvent, { item, category, ...observed }: ObservedEvent & KnownLevels) {
      const { state: user, suspicion } = observe(kept.user, event, observed);
      if (suspicion === undefined) return { state: { ...kept, user }, alerts: [] };
      const { raised, alerts } = judgePrices(kept.raised, suspicion, { item, category }, thresholds);
      return { state: { user, raised }, alerts };
    },
  };
}

export type Fields = Partial<FraudEvent>;

/** @param atMs after noon. */
export function said(atMs: number, fields: Fields = {}, levels: Partial<KnownLevels> = {}): Said {
  const event = {
    event_type: "view",
    product_id: "item",
    category_id: "category",
    price: 20,
    user_id: "user",
    user_session: "session",
    ...fields,
  };
  return {
    event: event as FraudEvent,
    eventTimeMs: NOON_MS + atMs,
    item: null,
    category: null,
    ...levels,
  };
}

export function observeAll(events: readonly Said[], detector: Detector = detectorOf()) {
  let state = detector.initial;
  const alerts: FraudAlert[] = [];
  events.forEach(({ event, ...context }, i) => {
    const observation = detector.observe(state, event, { ...context, identity: `event-${i}` });
    state = observation.state;
    alerts.push(...observation.alerts);
  });
  return { state, alerts, rules: alerts.map(({ row }) => `${row.rule} ${row.subject_kind}`) };
}

/** Around `price`, with a deviation of a twentieth. */
export function levelAt(price: number, count = 100): PriceLevel {
  return { count, medianLog: Math.log(price), spreadLog: 0.05 };
}
