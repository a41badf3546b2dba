/** Events of one user for the detector's tests, and what the detector says of them. */
import {
  type FraudAlert,
  type FraudContext,
  type FraudDetector,
  fraudDetector,
  type FraudEvent,
  type FraudState,
  type PriceLevel,
} from "../../../../lib/pipelines/commerce/fraud/index.ts";

export const NOON_MS = Date.UTC(2026, 0, 5, 12);

export interface Said {
  readonly event: FraudEvent;
  readonly eventTimeMs: number;
  readonly item: PriceLevel | null;
  readonly category: PriceLevel | null;
}

export type Fields = Partial<FraudEvent>;

/** @param atMs after noon. */
export function said(atMs: number, fields: Fields = {}, levels: Partial<FraudContext> = {}): Said {
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

export function observeAll(events: readonly Said[], detector: FraudDetector = fraudDetector()) {
  let state: FraudState = detector.initial;
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
