/**
 * The view table: what queries read. Partition key `pk`, sort key `sk`; index `byTime` on `timePk`, `timeSk`.
 *
 *   pk                              sk                      item
 *   <view>#<key>                    <window start>          a row of a window, indexed by time
 *   <view>#<partition>#<bucket>     <shardId>#<closed by>   a chunk of a history or of alerts
 *
 * Times are ISO 8601 with milliseconds in UTC, so that they sort and people can read them.
 */
export const VIEW = {
  partitionKey: "pk",
  sortKey: "sk",
  timeIndex: "byTime",
  timePartitionKey: "timePk",
  timeSortKey: "timeSk",
  /** A chunk's content: JSON under Zstandard. */
  format: "format",
  body: "body",
  row: "row",
  paneIndex: "paneIndex",
  version: "version",
  expiresAt: "expiresAt",
} as const;

const MS_PER_HOUR = 3_600_000;

/** Rows are indexed by the hour of their window's start, so that no index partition grows without bound. */
export function timePartition(view: string, timeMs: number): string {
  const hourMs = Math.floor(timeMs / MS_PER_HOUR) * MS_PER_HOUR;
  return `${view}#${new Date(hourMs).toISOString()}`;
}

export function rowPartition(view: string, key: string): string {
  return `${view}#${key}`;
}

export function chunkPartition(view: string, partition: string, bucketMs: number): string {
  return `${view}#${partition}#${new Date(bucketMs).toISOString()}`;
}

/** @param part of several chunks that one record closed, which. */
export function chunkSort(shardId: string, closedBy: string, part: number): string {
  return part === 0 ? `${shardId}#${closedBy}` : `${shardId}#${closedBy}#${part}`;
}
