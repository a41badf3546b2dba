/**
 * When an item may be deleted by the table: long after the last moment at which anybody needs it. TTL is clean-up and
 * never a timer; what it removes is what a crash has left behind, and what is kept only against stragglers.
 */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** Twice the stream's retention: nothing that could still be delivered refers to the item any more. */
const KEPT_S = 14 * 24 * 3600;
const MS_PER_S = 1000;

/** @param neededUntilMs ms since 1970; of a time in the past the item would be gone within days. */
export function expiry(neededUntilMs: number): AttributeValue {
  return { N: String(Math.max(0, Math.ceil(neededUntilMs / MS_PER_S) + KEPT_S)) };
}
