/**
 * The state table: the protocol's own items. Partition key `pk`, sort key `sk`, both strings.
 *
 *   pk                 sk                                 item
 *   shards             <shardId>                          a shard that has ever been processed
 *   shard#<shardId>    progress                           its progress
 *   shard#<shardId>    window#<end>#<start>#<page>        a page of a window
 *   shard#<shardId>    page#<page>                        a page without a window
 *   shard#<shardId>    ledger#<run>                       a run of its ledger
 *   pipeline           floor                              the watermark up to which windows are retired
 *   panes#<operator>   <end>#<start>#<page>               the last pane of a window
 *   panes#<operator>   archive#<end>#<start>#<page>#<v>#… what a retired window was made of, as its pane's version v shows it
 *
 * Times in keys are shifted and padded, so that the order of the strings is the order of the times.
 */
export const STATE = {
  partitionKey: "pk",
  sortKey: "sk",
  /** The item's content: JSON under Zstandard. */
  body: "body",
  /** Format of the body; readers refuse one that they do not know. */
  format: "format",
  /** The optimistic lock of progress and panes. */
  version: "version",
  highWaterMark: "hwm",
  /** JSON of what the page's latest commit announced; absent when nothing. */
  emissions: "emissions",
  /** The floor, in ms, as a number. */
  floor: "floor",
  /** Seconds since 1970: clean-up only, readers filter by it. */
  expiresAt: "expiresAt",
} as const;

/** Shifted, times exceed what a JavaScript number counts one by one. */
const SHIFT_MS = 8_640_000_000_000_000n;
const WIDTH = 17;

export const SHARDS_PARTITION = "shards";
export const PIPELINE_PARTITION = "pipeline";
export const FLOOR_SORT = "floor";
export const PROGRESS_SORT = "progress";
export const WINDOW_PREFIX = "window#";
export const PAGE_PREFIX = "page#";
const ARCHIVE_PREFIX = "archive#";
const LEDGER_RUN_WIDTH = 12;
const VERSION_WIDTH = 12;

export function shardPartition(shardId: string): string {
  return `shard#${shardId}`;
}

export function panesPartition(operator: string): string {
  return `panes#${operator}`;
}

/** Event times of +-8.64e15 ms as 17 digits. */
export function sortableTime(timeMs: number): string {
  return String(BigInt(timeMs) + SHIFT_MS).padStart(WIDTH, "0");
}

export function windowSort(startMs: number, endMs: number, page: string): string {
  return `${sortableTime(endMs)}#${sortableTime(startMs)}#${page}`;
}

/** Page names are free: the archive's place is told by what stands in front of it, never by what stands behind. */
export function archivePrefix(startMs: number, endMs: number, page: string, version: number): string {
  return `${ARCHIVE_PREFIX}${windowSort(startMs, endMs, page)}#${String(version).padStart(VERSION_WIDTH, "0")}#`;
}

export function ledgerSort(run: number): string {
  return `ledger#${String(run).padStart(LEDGER_RUN_WIDTH, "0")}`;
}
