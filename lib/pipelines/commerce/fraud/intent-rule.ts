/**
 * An impossible sequence: a purchase of an item that the user has not viewed, clicked or put into the cart.
 *
 * The rule is silent where it cannot know: when intents were let go for want of room, or forgotten with the user, within
 * the time that they are remembered for, and for a purchase that is later than the disorder they are kept for.
 */
import type { Finding } from "./finding.ts";
import { type FraudEvent, shortHash } from "./fraud-event.ts";
import type { FraudState } from "./fraud-state.ts";

export function judgeIntent(
  event: FraudEvent,
  { intents, forgottenMs }: FraudState,
  { memoryMs, disorderMs }: { readonly memoryMs: number; readonly disorderMs: number },
  place: { readonly eventTimeMs: number; readonly windowMs: number },
): Finding[] {
  if (event.event_type !== "purchase") return [];
  const sinceMs = place.eventTimeMs - memoryMs;
  if (forgottenMs !== null && forgottenMs > sinceMs) return [];
  const newestMs = intents[intents.length - 1]?.[0] ?? place.eventTimeMs;
  if (place.eventTimeMs < newestMs - disorderMs) return [];
  const item = shortHash(event.product_id);
  if (intents.some((intent) => intent[1] === item && intent[0] > sinceMs)) return [];
  return [
    {
      ...place,
      rule: "purchase_without_intent",
      subjectKind: "user",
      value: 0,
      threshold: 1,
      excess: 1,
      isFresh: true,
      text: `a purchase of an item without a view, click or cart in ${memoryMs / 3_600_000} h`,
    },
  ];
}
