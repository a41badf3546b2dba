/**
 * Shadow rows in the view table: what a backfill has recomputed, beside the live rows, until it is promoted or discarded.
 *
 *   pk                                                    sk                              item
 *   $shadow#<pipeline>                                    head                            the last run: its range and state
 *   $shadow#<pipeline>#<run>#<view>#<hour>                <window start>#<page>#<key>     a recomputed row
 *   $shadow#<pipeline>#<run>#<view>#<hour>#archive        as in the state table           what a recomputed pane is made of
 *
 * No view's name begins with `$`, and shadow items have no attribute of the index by time: no query of a view reads them.
 * A run's partitions follow from its range, so that its head is enough to find and to delete all that it wrote.
 */
export const SHADOW = {
  head: "head",
  /** The page that the row's key is kept in: with the window it names the pane. */
  page: "page",
} as const;

/** Shadow items are gone after seven days, promoted or not. */
export const SHADOW_KEPT_MS = 7 * 24 * 3_600_000;

const MS_PER_HOUR = 3_600_000;

export interface ShadowPlace {
  readonly pipeline: string;
  /** When the run began, ms since 1970: two runs never share a row. */
  readonly runMs: number;
  readonly view: string;
}

export function shadowHeadPartition(pipeline: string): string {
  return `$shadow#${pipeline}`;
}

export function shadowPartition({ pipeline, runMs, view }: ShadowPlace, windowStartMs: number): string {
  const hourMs = Math.floor(windowStartMs / MS_PER_HOUR) * MS_PER_HOUR;
  return `$shadow#${pipeline}#${runMs}#${view}#${new Date(hourMs).toISOString()}`;
}

export function shadowArchivePartition(place: ShadowPlace, windowStartMs: number): string {
  return `${shadowPartition(place, windowStartMs)}#archive`;
}

export function shadowSort(windowStartMs: number, page: string, key: string): string {
  return `${new Date(windowStartMs).toISOString()}#${page}#${key}`;
}
