/**
 * Shadow rows against live rows, by view, key and window start:
 *
 *   added    the shadow has the row and live has not
 *   changed  both have it, and its fields or its window's end differ
 *   missing  live has the row and the shadow has not
 *
 * A difference names its row and never shows what is in it.
 */
import { isDeepStrictEqual } from "node:util";
import { type ViewRow, viewName } from "../../lib/engine/index.ts";

export const DIFFERENCE_KINDS = ["added", "changed", "missing"] as const;

export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export interface RowDifference {
  readonly kind: DifferenceKind;
  readonly view: string;
  readonly key: string;
  readonly windowStartMs: number;
}

export interface RowComparison {
  readonly equal: number;
  /** In order of their windows and keys. */
  readonly differences: readonly RowDifference[];
}

export function compareRows(shadow: readonly ViewRow[], live: readonly ViewRow[]): RowComparison {
  const liveById = new Map(live.map((row) => [rowId(row), row]));
  const shadowIds = new Set(shadow.map(rowId));
  const differences: RowDifference[] = [];
  for (const row of shadow) {
    const other = liveById.get(rowId(row));
    if (other === undefined) differences.push(differenceOf("added", row));
    else if (!isSame(row, other)) differences.push(differenceOf("changed", row));
  }
  const equal = shadow.length - differences.length;
  for (const row of live) if (!shadowIds.has(rowId(row))) differences.push(differenceOf("missing", row));
  return { equal, differences: differences.sort(byWindowAndKey) };
}

export function rowId({ operator, key, windowStartMs }: ViewRow): string {
  return `${operator}|${windowStartMs}|${key}`;
}

/** The order of fields is nothing that a reader sees. */
function isSame(one: ViewRow, other: ViewRow): boolean {
  return one.windowEndMs === other.windowEndMs && isDeepStrictEqual(one.row, other.row);
}

function differenceOf(kind: DifferenceKind, { operator, key, windowStartMs }: ViewRow): RowDifference {
  return { kind, view: viewName(operator), key, windowStartMs };
}

function byWindowAndKey(one: RowDifference, other: RowDifference): number {
  return one.windowStartMs - other.windowStartMs || (one.key < other.key ? -1 : 1);
}

/** What is shown of differences, however many there are: counts, and the first keys of each kind, by view. */
export interface ViewSummary {
  readonly view: string;
  equal: number;
  readonly kinds: Readonly<Record<DifferenceKind, { count: number; readonly first: RowDifference[] }>>;
}

const SHOWN_MAX = 10;

export function emptySummary(view: string): ViewSummary {
  const none = () => ({ count: 0, first: [] });
  return { view, equal: 0, kinds: { added: none(), changed: none(), missing: none() } };
}

export function addTo(summary: ViewSummary, { equal, differences }: RowComparison): void {
  summary.equal += equal;
  for (const difference of differences) {
    const kind = summary.kinds[difference.kind];
    kind.count += 1;
    if (kind.first.length < SHOWN_MAX) kind.first.push(difference);
  }
}

export function differenceCount(summaries: readonly ViewSummary[]): number {
  return summaries
    .flatMap(({ kinds }) => DIFFERENCE_KINDS.map((kind) => kinds[kind].count))
    .reduce((total, count) => total + count, 0);
}
