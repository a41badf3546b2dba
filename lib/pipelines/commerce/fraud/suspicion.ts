/**
 * What a user's past tells of an event, on its way to where prices are known: a purchase or a change of the cart, which
 * prices may speak against, or anything else that an alert is to be raised for.
 */
import type { Finding } from "./finding.ts";
import type { FraudEvent } from "./fraud-event.ts";
import type { PriceLevel } from "./price-history.ts";

/** What an alert says of its event. */
export type SuspectEvent = Pick<FraudEvent, "event_type" | "price" | "user_id" | "user_session">;

export type Suspicion = {
  readonly event: SuspectEvent;
  readonly eventTimeMs: number;
  /** The event's identity. */
  readonly identity: string;
  readonly findings: readonly Finding[];
  /** Of each finding, whether an alert is to be raised for it. */
  readonly isNew: readonly boolean[];
  /** Prices of the user's purchases before the event; null where there are none, or no rule reads them. */
  readonly purchases: PriceLevel | null;
};
