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

export interface JournalDraft {
  readonly tails: Map<string, { tail: Omit<Tail, "entries">; entries: string[] }>;
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
  const tails: JournalDraft["tails"] = new Map();
  for (const { partition, bucketMs, entries } of journal ?? []) {
    tails.set(tailId(partition, bucketMs), { tail: { partition, bucketMs }, entries: entries.slice() });
  }
  return { tails };
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
  const id = tailId(partition, bucketMs);
  const open = draft.tails.get(id);
  if (open === undefined) {
    const closed = closeOldest(draft, partition);
    draft.tails.set(id, { tail: { partition, bucketMs }, entries: [entry] });
    return closed;
  }
  open.entries.push(entry);
  if (open.entries.length < layout.chunkEntries) return NONE;
  draft.tails.delete(id);
  return [{ ...open.tail, entries: open.entries }];
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
  return [...draft.tails.values()].map(({ tail, entries }) => ({ ...tail, entries }));
}

function closeOldest(draft: JournalDraft, partition: string): readonly Tail[] {
  const open = [...draft.tails].filter(([, { tail }]) => tail.partition === partition);
  if (open.length < OPEN_BUCKETS_MAX) return NONE;
  const [id, { tail, entries }] = open.reduce((one, other) =>
    one[1].tail.bucketMs <= other[1].tail.bucketMs ? one : other,
  );
  draft.tails.delete(id);
  return [{ ...tail, entries }];
}

/** Buckets come first and are numbers, so that no partition name can imitate another tail's id. */
function tailId(partition: string, bucketMs: EventTimeMs): string {
  return `${bucketMs}|${partition}`;
}
