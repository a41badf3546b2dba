/** What a page's operators announce, close and say while a batch is folded into it; it stands for the record at hand. */
import type { Contribution, FoldContext, Positioned } from "../operator/operator.ts";
import type { Chunk } from "../state/chunk.ts";
import type { JournalLayout, Tail } from "../state/journal.ts";
import type { Json } from "../state/json.ts";
import { FIRST_PLACE, type Output, type Place } from "../state/output.ts";
import type { Emission } from "../state/page.ts";
import type { AnyTopology } from "../topology.ts";
import type { EventTimeMs } from "../time/event-time.ts";

export class PageFoldContext implements FoldContext {
  readonly emissions: Emission[] = [];
  readonly closing: Chunk[] = [];
  readonly outputs: Output[];
  /** The contribution that is being folded, or the timer that goes off. */
  entry!: Pick<Contribution, "record" | "eventTimeMs" | "operator" | "key" | "ordinal" | "isOfTimer">;
  readonly #shardId: string;
  readonly #readers: AnyTopology["readers"];

  /** @param kept outputs of records that the page has folded before. */
  constructor(topology: AnyTopology, shardId: string, kept: readonly Output[]) {
    this.#readers = topology.readers;
    this.#shardId = shardId;
    this.outputs = [...kept];
  }

  get eventTimeMs(): EventTimeMs {
    return this.entry.eventTimeMs;
  }

  emit(id: string, row: unknown): void {
    this.emissions.push({ operator: this.entry.operator, id, row });
  }

  closeTail({ partition, bucketMs, entries }: Tail, layout: JournalLayout): void {
    const expiresAtMs = bucketMs + layout.bucketMs + layout.retentionMs;
    const { operator, record } = this.entry;
    const closedBy = record.sequenceNumber;
    const shardId = this.#shardId;
    const part = this.closing.filter(
      (chunk) =>
        chunk.closedBy === closedBy &&
        chunk.operator === operator &&
        chunk.bucketMs === bucketMs &&
        chunk.partition === partition,
    ).length;
    this.closing.push({ operator, partition, bucketMs, shardId, closedBy, part, entries, expiresAtMs });
  }

  say(id: string, value: Json, watermarkMs: EventTimeMs): void {
    const { operator, record, eventTimeMs, ordinal, isOfTimer = false } = this.entry;
    if (!this.#readers.has(operator)) return;
    const { sequenceNumber } = record;
    const place = ordinal === undefined ? FIRST_PLACE : [1, ordinal];
    this.outputs.push({ operator, sequenceNumber, eventTimeMs, watermarkMs, id, value, place, isOfTimer });
  }

  /** From here on it is a key's timer that speaks, at the place of a record. */
  beginTimer(operator: string, { sequenceNumber }: Positioned, key: string, timerMs: EventTimeMs): void {
    this.entry = { operator, record: { sequenceNumber }, key, eventTimeMs: timerMs };
  }

  /** @param place where timers speak now. */
  sayOfTimer(name: string, value: Json, watermarkMs: EventTimeMs, place: Place): void {
    const { operator, record, key, eventTimeMs } = this.entry;
    if (!this.#readers.has(operator)) return;
    const { sequenceNumber } = record;
    this.outputs.push({
      operator,
      sequenceNumber,
      eventTimeMs,
      watermarkMs,
      id: `${operator}@${eventTimeMs}/${name}`,
      value,
      place: [...place, eventTimeMs, key],
      isOfTimer: true,
    });
  }
}
