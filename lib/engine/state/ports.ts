/**
 * The ports: all that the engine asks of the world. An adapter does what is said here and nothing more; one
 * contract suite (test/contract) holds every adapter to it.
 *
 * A passing fault (throttle, timeout, lost reply) is thrown; the batch is then reported as failed and comes
 * again. Reads are strongly consistent unless said otherwise.
 */
import type { EventTimeMs } from "../time/event-time.ts";
import type { Archive } from "./archive.ts";
import type { Chunk } from "./chunk.ts";
import type { LedgerEntry } from "./ledger.ts";
import type { Page, PageKey } from "./page.ts";
import type { Pane, PaneKey } from "./pane.ts";
import type { ShardProgress } from "./progress.ts";
import type { ViewRow } from "./row.ts";
import type { SequenceNumber } from "./sequence-number.ts";

/** What a commit found: done, or the page as another writer left it. */
export type PageCommit =
  { readonly committed: true } | { readonly committed: false; readonly stored: Page | undefined };

export interface StateStore {
  readProgress(shardId: string): Promise<ShardProgress | undefined>;
  /** Writes `next` on condition that the stored version is `next.version - 1`; false when it is not. */
  commitProgress(next: ShardProgress): Promise<boolean>;
  /** In the order of the shards' ids: what readers make of all shards must not depend on which was born first. */
  listProgress(): Promise<readonly ShardProgress[]>;

  /** In the order of the keys; undefined where no page is stored. */
  readPages(keys: readonly PageKey[]): Promise<readonly (Page | undefined)[]>;
  /** False for a page that is too large for one item: it must not be committed. */
  fits(page: Page): boolean;
  /** Writes on condition that the stored high-water mark is `startedFrom` (null: that no page is stored). */
  commitPage(page: Page, startedFrom: SequenceNumber | null): Promise<PageCommit>;
  /** The shard's windowed pages with `window.endMs <= endAtMostMs`, in order of their ends. */
  windowPages(shardId: string, endAtMostMs: EventTimeMs): Promise<readonly Page[]>;
  /** The latest end of a window for which the shard has a page; undefined when it has none. */
  lastWindowEnd(shardId: string): Promise<EventTimeMs | undefined>;
  /** The shard's pages without a window. */
  keyedPages(shardId: string): Promise<readonly Page[]>;
  /** Deletes each page on condition that its stored high-water mark is still the given one's. */
  deletePages(pages: readonly Page[]): Promise<void>;

  putLedgerRun(shardId: string, number: number, entries: readonly LedgerEntry[]): Promise<void>;
  readLedgerRuns(shardId: string, numbers: readonly number[]): Promise<readonly (readonly LedgerEntry[])[]>;
  deleteLedgerRuns(shardId: string, numbers: readonly number[]): Promise<void>;

  /** The watermark up to which windows are retired; undefined before the first. */
  readFloor(): Promise<EventTimeMs | undefined>;
  /** Raises the floor; a lower value than the stored one changes nothing. */
  raiseFloor(floorMs: EventTimeMs): Promise<void>;

  readPane(key: PaneKey): Promise<Pane | undefined>;
  /** Writes on condition that the stored version is `pane.version - 1` (1: that none is stored). */
  commitPane(pane: Pane): Promise<boolean>;

  /** Writing an archive again writes the same. Archives are kept as long as final panes. */
  putArchive(archive: Archive): Promise<void>;
  /** undefined where there is none, or none any more. */
  readArchive(key: PaneKey, version: number): Promise<Archive | undefined>;
}

/** What views ask of a state store: a reader of theirs needs no more. */
export type StateReader = Pick<
  StateStore,
  "listProgress" | "readFloor" | "windowPages" | "keyedPages" | "readPages"
>;

export interface ViewStore {
  /** Writing a chunk again writes the same bytes. */
  putChunks(chunks: readonly Chunk[]): Promise<void>;
  /** Writes each row unless a row of the same or a higher version stands there. */
  putRows(rows: readonly ViewRow[]): Promise<void>;
}

/** What queries ask of the views. Ranges are half-open, `[fromMs, toMs)`. */
export interface ViewReader {
  /** Rows of one key whose window starts in the range, in order of their windows. */
  rowsOfKey(operator: string, key: string, range: TimeRange): Promise<readonly ViewRow[]>;
  /** Rows of all keys whose window starts in the range, in order of their windows. Eventually consistent. */
  rowsOfTime(operator: string, range: TimeRange): Promise<readonly ViewRow[]>;
  /** Chunks of a partition's bucket. */
  chunksOf(operator: string, partition: string, bucketMs: EventTimeMs): Promise<readonly Chunk[]>;
}

export interface TimeRange {
  readonly fromMs: EventTimeMs;
  readonly toMs: EventTimeMs;
}

/** What the closer asks of the stream. */
export interface StreamLog {
  listShards(): Promise<readonly StreamShard[]>;
  /** When the first record after the position arrived in the shard, ms since 1970; null when it holds none. */
  waitingSince(shardId: string, position: SequenceNumber): Promise<number | null>;
  /** Puts a heartbeat into the shard: its watermark is at least this, for all records behind it. */
  putHeartbeat(shard: StreamShard, watermarkMs: EventTimeMs): Promise<void>;
}

export interface StreamShard {
  readonly shardId: string;
  readonly parents: readonly string[];
  readonly closed: boolean;
  /** A partition hash that belongs to the shard, in decimal. */
  readonly hashKey: string;
}
