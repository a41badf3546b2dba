/**
 * What the rules read of a clickstream event. Identifiers are texts or integers, and 5 and "5" are one: they
 * are compared as texts, and kept as 32-bit hashes, so that a long or hostile one costs no more than another.
 */
import type { Behaviour } from "../commerce-event.ts";
import { hash53 } from "../../../engine/state/fingerprint.ts";

export type Identifier = Behaviour["user_id"];

/** What a user does, as far as the rules read it. */
export type FraudEvent = Pick<
  Behaviour,
  "event_type" | "product_id" | "category_id" | "price" | "user_id" | "user_session"
>;

const SHORT_HASHES = 2 ** 32;

/** An integer in `[0, 2^32)`. Among 160 identifiers two share one with a chance of 3 in a million. */
export function shortHash(identifier: Identifier): number {
  return hash53(String(identifier)) % SHORT_HASHES;
}
