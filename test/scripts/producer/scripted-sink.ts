/**
 * A sink that answers as it is told: the n-th call gets the n-th answer, later calls are accepted whole. It keeps
 * what was sent and what it accepted.
 */
import type { EntryFailure, OutgoingRecord, RecordSink } from "../../../scripts/producer/record-sink.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Which entries of a call are refused, or the failure of the call as a whole. */
export type Answer = ((record: OutgoingRecord, index: number) => boolean) | Error;

const THROTTLED: EntryFailure = { code: "ProvisionedThroughputExceededException" };

export class ScriptedSink implements RecordSink {
  readonly calls: string[][] = [];
  readonly accepted: string[] = [];
  readonly acceptedAtMs: number[] = [];
  readonly #clock: VirtualClock;
  readonly #answers: Answer[];
  readonly #latencyMs: number;

  constructor(clock: VirtualClock, answers: readonly Answer[] = [], latencyMs = 0) {
    this.#clock = clock;
    this.#answers = [...answers];
    this.#latencyMs = latencyMs;
  }

  async put(records: readonly OutgoingRecord[]): Promise<readonly (EntryFailure | undefined)[]> {
    this.calls.push(records.map(nameOf));
    const answer = this.#answers.shift() ?? (() => false);
    if (this.#latencyMs > 0) await this.#clock.sleep(this.#latencyMs);
    if (answer instanceof Error) throw answer;
    return records.map((record, i) => {
      if (answer(record, i)) return THROTTLED;
      this.accepted.push(nameOf(record));
      this.acceptedAtMs.push(this.#clock.now());
      return undefined;
    });
  }
}

/** `a1` for the record with the key a and the content 1. */
export function outgoing(name: string): OutgoingRecord {
  return { partitionKey: name.slice(0, 1), data: Buffer.from(name.slice(1)) };
}

function nameOf({ partitionKey, data }: OutgoingRecord): string {
  return `${partitionKey}${Buffer.from(data).toString()}`;
}
