/** Dead letters and late events, whole, into the pipeline's queues. */
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { DeadLetterEnvelope, LateEnvelope, LateWindow } from "../../lib/contract/index.ts";
import {
  type AnyTopology,
  BEGINNING_OF_TIME,
  type DeadLetter,
  END_OF_TIME,
  type EventTimeMs,
  type ExpiredEvent,
  type RefusedWindow,
  refusedWindows,
  type SideOutputs,
} from "../../lib/engine/index.ts";
import type { KinesisRecord } from "../process/decode-record.ts";
import { sendAll } from "./message-batches.ts";
import { type Overflow, storeBody } from "./overflow.ts";

/** An error that names fields may be as long as their names, which are the record's. */
const ERROR_LENGTH_MAX = 1_000;

export interface SideOutputTargets {
  readonly client: SQSClient;
  readonly deadLetterQueueUrl: string;
  readonly lateQueueUrl: string;
  readonly overflow: Overflow;
}

export class SqsSideOutputs implements SideOutputs<KinesisRecord> {
  readonly #topology: AnyTopology;
  readonly #targets: SideOutputTargets;

  constructor(topology: AnyTopology, targets: SideOutputTargets) {
    this.#topology = topology;
    this.#targets = targets;
  }

  async sendDeadLetters(letters: readonly DeadLetter<KinesisRecord>[]): Promise<void> {
    const bodies = letters.map(async ({ record, rejection }) => {
      const envelope: DeadLetterEnvelope = {
        v: 1,
        ...(await this.#identity(record)),
        origin: record.origin,
        attempt: record.attempt,
        reason: rejection.reason,
        error: rejection.error.slice(0, ERROR_LENGTH_MAX),
        operator: rejection.operator ?? null,
      };
      return JSON.stringify(envelope);
    });
    await sendAll(this.#targets.client, this.#targets.deadLetterQueueUrl, await Promise.all(bodies));
  }

  async sendExpired(events: readonly ExpiredEvent<KinesisRecord>[]): Promise<void> {
    const bodies = events.map(async ({ record, eventTimeMs, watermarkMs, isDuplicate, operators }) => {
      const envelope: LateEnvelope = {
        v: 1,
        ...(await this.#identity(record)),
        eventTime: new Date(eventTimeMs).toISOString(),
        watermark: new Date(watermarkMs).toISOString(),
        duplicate: isDuplicate,
        latenessMs: watermarkMs - eventTimeMs,
        operators,
        late: refusedWindows(this.#topology, operators, eventTimeMs).map((refused) =>
          lateWindow(refused, watermarkMs),
        ),
      };
      return JSON.stringify(envelope);
    });
    await sendAll(this.#targets.client, this.#targets.lateQueueUrl, await Promise.all(bodies));
  }

  async #identity(record: KinesisRecord) {
    const { shardId, partitionKey, arrivalMs, data } = record;
    const { name, source } = this.#topology;
    // As the stream wrote it, as in the origin.
    const sequenceNumber = record.rawSequenceNumber;
    const key = `${name}/${source.stream}/${shardId}/${sequenceNumber}`;
    return {
      pipeline: name,
      stream: source.stream,
      shardId,
      sequenceNumber,
      partitionKey,
      arrivedAt: arrivalMs === null ? null : new Date(arrivalMs).toISOString(),
      ...(await storeBody(this.#targets.overflow, data, key)),
    };
  }
}

function lateWindow(
  { operator, window, allowedLatenessMs }: RefusedWindow,
  watermarkMs: EventTimeMs,
): LateWindow {
  return {
    operator,
    windowStart: isoWithinTime(window.startMs),
    windowEnd: isoWithinTime(window.endMs),
    latenessMs: watermarkMs - window.endMs,
    allowedLatenessMs,
  };
}

/** The first and the last window reach beyond what a date can express. */
function isoWithinTime(timeMs: number): string {
  return new Date(Math.min(Math.max(timeMs, BEGINNING_OF_TIME), END_OF_TIME)).toISOString();
}
