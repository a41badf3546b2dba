/** A queue, a stream, a bucket and a clock in memory, and what a pipeline's failures leave in them. */
import type { DeadLetterEnvelope } from "../../../lib/contract/index.ts";
import type { ReplayReport } from "../../../scripts/replay-dlq/replay-report.ts";
import { type ReplayRun, runReplay } from "../../../scripts/replay-dlq/run-replay.ts";
import type { StreamRange, StreamRanges, StreamRecord } from "../../../scripts/replay-dlq/stream-ranges.ts";
import { type Answer, ScriptedSink } from "../producer/scripted-sink.ts";
import { VirtualClock } from "../producer/virtual-clock.ts";
import { MemoryQueue } from "./memory-queue.ts";

export const SHARD = "shardId-000000000000";
export const STREAM = "tidewater-test-iot";
export const BUCKET = "overflow";
const HOUR_MS = 3_600_000;
export const RETENTION_MS = 24 * HOUR_MS;

/** What is on the stream of a replay: its key, origin, attempt and bytes. */
export interface Put {
  readonly key: string;
  readonly origin: string;
  readonly attempt: number;
  readonly text: string;
}

export class ReplayWorld {
  readonly clock = new VirtualClock();
  readonly queue = new MemoryQueue(this.clock);
  readonly bodies = new Map<string, Buffer>();
  readonly #stream: StreamRecord[] = [];
  sink: ScriptedSink;

  constructor(answers: readonly Answer[] = []) {
    this.sink = new ScriptedSink(this.clock, answers);
  }

  /** The letter of the record at position `n`, which arrived `n` ms after the clock began. */
  letter(n: number, more: Partial<DeadLetterEnvelope> = {}): DeadLetterEnvelope {
    return {
      v: 1,
      pipeline: "iot",
      stream: "iot",
      shardId: SHARD,
      sequenceNumber: String(n),
      partitionKey: "a",
      arrivedAt: this.timeOf(n),
      data: Buffer.from(`record ${n}`).toString("base64"),
      overflow: null,
      origin: `${SHARD}:${n}`,
      attempt: 1,
      reason: "schema",
      error: "value: expected a number, got a string",
      operator: null,
      ...more,
    };
  }

  /** What Lambda sends when it gives up on the records at positions `[start, end]`. */
  lostBatch(start: number, end: number, arrivedMs = start) {
    return {
      requestContext: { requestId: "r", functionArn: "f", condition: "RetryAttemptsExhausted" },
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      version: "1.0",
      KinesisBatchInfo: {
        shardId: SHARD,
        startSequenceNumber: String(start),
        endSequenceNumber: String(end),
        approximateArrivalOfFirstRecord: this.timeOf(arrivedMs),
        approximateArrivalOfLastRecord: this.timeOf(arrivedMs),
        batchSize: end - start + 1,
        streamArn: `arn:aws:kinesis:us-east-1:123456789012:stream/${STREAM}`,
      },
    };
  }

  /** Puts a record at position `n` of the stream. */
  onStream(n: number, text: string, partitionKey = "a"): void {
    const data = Buffer.from(text);
    const arrivedAtMs = Date.parse(this.timeOf(n));
    this.#stream.push({ sequenceNumber: String(n), partitionKey, data, arrivedAtMs });
  }

  timeOf(ms: number): string {
    return new Date(Date.UTC(2026, 0, 1) + ms).toISOString();
  }

  run(more: Partial<ReplayRun> = {}): Promise<ReplayReport> {
    const { queue, sink, clock } = this;
    const never = new AbortController().signal;
    const defaults = { filters: {}, isExecuted: true, isExpiredDropped: false, messagesMax: 1000 };
    const run = { pipeline: "iot", ...defaults, rate: 1000, signal: never, ...more };
    const bodies = { bucket: BUCKET, read: async ({ key }: { key: string }) => this.#body(key) };
    return runReplay(run, { queue, ranges: this.#ranges(), bodies, sink, clock, random: () => 0 });
  }

  /** What the stream has accepted of replays, in order. */
  get puts(): readonly Put[] {
    return this.sink.accepted.map((record) => {
      const start = record.indexOf("{");
      const { $replay, data } = JSON.parse(record.slice(start));
      const text = Buffer.from(data, "base64").toString();
      return { key: record.slice(0, start), origin: $replay.origin, attempt: $replay.attempt, text };
    });
  }

  #ranges(): StreamRanges {
    const stream = this.#stream;
    return {
      streamName: STREAM,
      retentionMs: RETENTION_MS,
      async *read({ startSequenceNumber, endSequenceNumber }: StreamRange) {
        for (const record of stream) {
          const position = Number(record.sequenceNumber);
          if (position >= Number(startSequenceNumber) && position <= Number(endSequenceNumber))
            yield [record];
        }
      },
    };
  }

  #body(key: string): Buffer {
    const body = this.bodies.get(key);
    if (body === undefined) throw Object.assign(new Error(`no ${key}`), { name: "NoSuchKey" });
    return body;
  }
}
