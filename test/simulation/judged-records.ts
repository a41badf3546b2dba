/**
 * Which records were judged in their place, as the commits of progress show. What delivery gave up was not, unless a
 * later batch has read it back.
 */
import type { SequenceNumber, ShardProgress } from "../../lib/engine/index.ts";
import { BEFORE_FIRST } from "../../lib/engine/index.ts";
import type { StreamRecord } from "../../lib/testing/simulated-stream.ts";
import type { Effect } from "../../lib/testing/world.ts";

export type Judged = "delivered" | "readBack";

export class JudgedRecords {
  readonly #judged = new Map<SequenceNumber, Judged>();
  readonly #begunFrom = new Map<string, SequenceNumber>();
  readonly #marks = new Map<string, SequenceNumber>();
  /** What each caller has had in its hands since its invocation began. */
  readonly #held = new Map<string, { readonly record: StreamRecord; readonly as: Judged }[]>();

  onEffect({ caller, call, args, result }: Effect): void {
    if (call === "invoke") {
      this.#held.set(caller, []);
      this.#hold(caller, args[1] as readonly StreamRecord[], "delivered");
    }
    if (call === "recordsBetween") this.#hold(caller, result as readonly StreamRecord[], "readBack");
    if (call === "commitProgress" && result === true) this.#commit(caller, args[0] as ShardProgress);
  }

  of(position: SequenceNumber): Judged | undefined {
    return this.#judged.get(position);
  }

  #hold(caller: string, records: readonly StreamRecord[], as: Judged): void {
    this.#held.get(caller)?.push(...records.map((record) => ({ record, as })));
  }

  #commit(caller: string, { shardId, highWaterMark, begun }: ShardProgress): void {
    if (begun !== null) this.#begunFrom.set(shardId, begun.from);
    const begunFrom = this.#begunFrom.get(shardId) ?? BEFORE_FIRST;
    const before = this.#marks.get(shardId) ?? BEFORE_FIRST;
    this.#marks.set(shardId, highWaterMark);
    for (const { record, as } of this.#held.get(caller) ?? []) {
      const { sequenceNumber } = record;
      const isBehind = sequenceNumber > before && sequenceNumber <= highWaterMark;
      const isTaken = as === "delivered" || sequenceNumber >= begunFrom;
      if (record.shardId === shardId && isBehind && isTaken) this.#judged.set(sequenceNumber, as);
    }
  }
}
