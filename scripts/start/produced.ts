/** What a pipeline's producer has sent, as far as the report asks. */
import type { ProducerReport } from "../producer/run-producer.ts";

export type Produced = Pick<ProducerReport, "sent" | "expected" | "resentUnknown" | "lastSentAtMs">;

/** One run after the other, as one. */
export function both(first: Produced, second: Produced): Produced {
  const sum = (outcome: keyof Produced["expected"]) => first.expected[outcome] + second.expected[outcome];
  return {
    sent: first.sent + second.sent,
    expected: {
      applied: sum("applied"),
      expiredLate: sum("expiredLate"),
      deadLettered: sum("deadLettered"),
      duplicates: sum("duplicates"),
    },
    resentUnknown: first.resentUnknown + second.resentUnknown,
    lastSentAtMs: second.lastSentAtMs ?? first.lastSentAtMs,
  };
}
