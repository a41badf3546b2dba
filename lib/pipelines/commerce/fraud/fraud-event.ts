/**
 * What the fraud detector reads of a clickstream event. Identifiers are texts or integers, and 5 and "5" are one: they
 * are compared as texts, and kept as 32-bit hashes, so that a long or hostile one costs no more than another.
 */
import { hash53 } from "../../../engine/state/fingerprint.ts";

export type Identifier = string | number;

export interface FraudEvent {
  readonly event_type: "view" | "click" | "cart" | "purchase" | "remove_from_cart" | "impression" | "forget";
  readonly product_id: Identifier;
  readonly category_id: Identifier;
  readonly price: number;
  readonly user_id: Identifier;
  readonly user_session: Identifier;
}

const SHORT_HASHES = 2 ** 32;

/** An integer in `[0, 2^32)`. Among 160 identifiers two share one with a chance of 3 in a million. */
export function shortHash(identifier: Identifier): number {
  return hash53(String(identifier)) % SHORT_HASHES;
}

/** True for what a user does. An impression is what is shown to them, `forget` is about their data. */
export function isAct(event: FraudEvent): boolean {
  return event.event_type !== "impression" && event.event_type !== "forget";
}
