/** Messages of the late queue as the processor sends them. */
import type { LateEnvelope } from "../../../lib/contract/index.ts";
import type { Message } from "../../../lambdas/late/store-messages.ts";

export const START = "2026-01-01T00:00:00.000Z";
export const END = "2026-01-01T00:01:00.000Z";

export function lateEnvelope(position: number, changes: Partial<LateEnvelope> = {}): LateEnvelope {
  return {
    v: 1,
    pipeline: "small",
    stream: "small-events",
    shardId: "shardId-000000000000",
    sequenceNumber: String(position),
    partitionKey: "key",
    arrivedAt: "2026-01-01T00:02:00.000Z",
    data: "c2VjcmV0",
    overflow: null,
    eventTime: START,
    watermark: "2026-01-01T00:02:00.000Z",
    duplicate: false,
    latenessMs: 120_000,
    operators: ["sums"],
    late: [
      {
        operator: "sums",
        windowStart: START,
        windowEnd: END,
        latenessMs: 60_000,
        allowedLatenessMs: 60_000,
      },
    ],
    ...changes,
  };
}

export function lateMessage(position: number, changes: Partial<LateEnvelope> = {}): Message {
  return { id: `message-${position}`, body: JSON.stringify(lateEnvelope(position, changes)) };
}
