/**
 * A journal is an append-only history inside a page: for each partition and bucket of event time a short tail,
 * which is closed into an immutable chunk when it holds `chunkEntries` entries.
 *
 * Appending is a function of (journal, entry) alone, so the chunks are the same wherever batches were cut.
 * Per partition at most two buckets are open; a third closes the oldest, so that the page stays bounded.
 */

import { alignDown } from "../time/align.ts";
import type { DurationMs } from "../time/duration.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { Json } from "./json.ts";

export interface JournalLayout {
  /** Entries in a full chunk, at least 2. */
  readonly chunkEntries: number;
  /** Width of a bucket of event time, ms. */
  readonly bucketMs: DurationMs;
  /** How long after its bucket's end an entry is kept, ms. */
  readonly retentionMs: DurationMs;
}

export interface Tail {
  readonly partition: string;
  readonly bucketMs: EventTimeMs;
  /** Each entry as JSON text: encoded once when it comes, since its page is written again and again. */
  readonly entries: readonly string[];
}

/** The open tails in the order in which they were opened. */
export type Journal = readonly Tail[];

interface OpenTail extends Tail {
  readonly entries: string[];
}

export interface JournalDraft {
  /** In the order in which they were opened. */
  readonly tails: Set<OpenTail>;
  /** At most OPEN_BUCKETS_MAX each. */
  readonly byPartition: Map<string, OpenTail[]>;
}

const OPEN_BUCKETS_MAX = 2;
const NONE: readonly Tail[] = [];

/** @throws RangeError for chunks of fewer than two entries: a bucket must not fill with the entry that opens it. */
export function checkLayout({ chunkEntries }: JournalLayout): void {
  if (!(chunkEntries >= 2)) {
    throw new RangeError(`Cannot keep a history in chunks of ${chunkEntries}: expected at least 2 entries`);
  }
}

export function openJournal(journal: Journal | undefined): JournalDraft {
  const draft: JournalDraft = { tails: new Set(), byPartition: new Map() };
  for (const { partition, bucketMs, entries } of journal ?? []) {
    openTail(draft, { partition, bucketMs, entries: entries.slice() });
  }
  return draft;
}

/** Appends to the draft and returns the tails that this closed, mostly none. */
export function append(
  draft: JournalDraft,
  layout: JournalLayout,
  partition: string,
  eventTimeMs: EventTimeMs,
  entry: string,
): readonly Tail[] {
  const bucketMs = alignDown(eventTimeMs, layout.bucketMs);
  const open = draft.byPartition.get(partition)?.find((tail) => tail.bucketMs === bucketMs);
  if (open === undefined) {
    const closed = closeOldest(draft, partition);
    openTail(draft, { partition, bucketMs, entries: [entry] });
    return closed;
  }
  open.entries.push(entry);
  if (open.entries.length < layout.chunkEntries) return NONE;
  closeTail(draft, open);
  return [open];
}

/** The journal as JSON text. */
export function encodeJournal(journal: Journal): string {
  const tails = journal.map(({ partition, bucketMs, entries }) => {
    return `[${JSON.stringify(partition)},${bucketMs},[${entries.join(",")}]]`;
  });
  return `[${tails.join(",")}]`;
}

export function decodeJournal(json: Json): Journal {
  const tails = json as unknown as [string, EventTimeMs, readonly Json[]][];
  return tails.map(([partition, bucketMs, entries]) => {
    return { partition, bucketMs, entries: entries.map((entry) => JSON.stringify(entry)) };
  });
}

export function closeJournal(draft: JournalDraft): Journal {
  return [...draft.tails];
}

function closeOldest(draft: JournalDraft, partition: string): readonly Tail[] {
  const open = draft.byPartition.get(partition) ?? [];
  if (open.length < OPEN_BUCKETS_MAX) return NONE;
  const oldest = open.reduce((one, other) => (one.bucketMs <= other.bucketMs ? one : other));
  closeTail(draft, oldest);
  return [oldest];
}

function openTail({ tails, byPartition }: JournalDraft, tail: OpenTail): void {
  tails.add(tail);
  const open = byPartition.get(tail.partition);
  if (open === undefined) byPartition.set(tail.partition, [tail]);
  else open.push(tail);
}

function closeTail({ tails, byPartition }: JournalDraft, tail: OpenTail): void {
  tails.delete(tail);
  const open = byPartition.get(tail.partition)?.filter((other) => other !== tail) ?? [];
  byPartition.set(tail.partition, open);
}
