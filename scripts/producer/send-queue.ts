/**
 * Records that wait to be sent, and the PutRecords calls that they are cut into: at most 500 records and 5 MiB each.
 *
 * Order is kept per partition key. Kinesis may refuse one entry of a call and accept a later one, so a call holds at
 * most one record of a key, and what it refused goes back to the front. Fewer keys than a batch has records thus make
 * more and smaller calls.
 */
import type { OutgoingRecord } from "./record-sink.ts";

const RECORDS_MAX = 500;
const CALL_BYTES_MAX = 5 * 1024 * 1024;

export interface QueuedRecord<R extends OutgoingRecord> {
  readonly record: R;
  /** How often it was sent so far. */
  readonly attempts: number;
}

export class SendQueue<R extends OutgoingRecord> {
  #waiting: QueuedRecord<R>[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  /** @throws RangeError for a record that no call can carry. */
  push(record: R): void {
    if (bytesOf(record) > CALL_BYTES_MAX) {
      throw new RangeError(
        `Cannot send a record of ${bytesOf(record)} bytes: expected at most ${CALL_BYTES_MAX}`,
      );
    }
    this.#waiting.push({ record, attempts: 0 });
  }

  /** Takes the next call's records out of the queue; empty when nothing waits. */
  nextCall(): readonly QueuedRecord<R>[] {
    const call: QueuedRecord<R>[] = [];
    const passedOver: QueuedRecord<R>[] = [];
    const keys = new Set<string>();
    let bytes = 0;
    let taken = 0;
    for (const queued of this.#waiting) {
      bytes += bytesOf(queued.record);
      if (call.length === RECORDS_MAX || bytes > CALL_BYTES_MAX) break;
      taken += 1;
      if (keys.has(queued.record.partitionKey)) {
        bytes -= bytesOf(queued.record);
        passedOver.push(queued);
      } else {
        keys.add(queued.record.partitionKey);
        call.push(queued);
      }
    }
    this.#waiting = [...passedOver, ...this.#waiting.slice(taken)];
    return call;
  }

  /** Puts refused records back in front of all others, in their order, with one attempt more. */
  putBack(refused: readonly QueuedRecord<R>[]): void {
    const again = refused.map(({ record, attempts }) => ({ record, attempts: attempts + 1 }));
    this.#waiting = [...again, ...this.#waiting];
  }
}

/** Kinesis counts the partition key too. */
function bytesOf({ partitionKey, data }: OutgoingRecord): number {
  return data.length + Buffer.byteLength(partitionKey);
}
