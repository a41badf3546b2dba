/**
 * A chunk is an immutable run of a view's entries, packed into one item, so that seven days of readings never
 * cost one item a reading. It belongs to one partition (a group of keys, an alert type) and one bucket of
 * event time `[bucketMs, bucketMs + size)`.
 *
 * Its content depends on the shard's log alone, never on where batches were cut: writing it again writes the
 * same bytes, so that a crash between a page and its chunk repeats it harmlessly.
 */
import type { EventTimeMs } from "../time/event-time.ts";
import type { Json } from "./json.ts";
import type { SequenceNumber } from "./sequence-number.ts";

export interface Chunk {
  readonly operator: string;
  readonly partition: string;
  readonly bucketMs: EventTimeMs;
  readonly shardId: string;
  /** The record that closed the chunk. */
  readonly closedBy: SequenceNumber;
  /** How many chunks of its partition and bucket the record had closed before; mostly 0. */
  readonly part: number;
  /** Each entry as JSON text. */
  readonly entries: readonly string[];
  /** When the chunk may be deleted, ms since 1970; clean-up only, readers filter by it. */
  readonly expiresAtMs: number;
}

/** A chunk's name for ever, unique within its operator. */
export function chunkId({ shardId, closedBy, part, partition, bucketMs }: Chunk): string {
  return `${shardId}|${closedBy}|${part}|${bucketMs}|${partition}`;
}

/** The chunk as JSON text. */
export function encodeChunk({ entries, ...head }: Chunk): string {
  return `[${JSON.stringify(head)},[${entries.join(",")}]]`;
}

export function decodeChunk(json: Json): Chunk {
  const [head, entries] = json as unknown as [Omit<Chunk, "entries">, readonly Json[]];
  return { ...head, part: head.part ?? 0, entries: entries.map((entry) => JSON.stringify(entry)) };
}
