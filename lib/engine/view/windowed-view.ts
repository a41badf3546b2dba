/**
 * The windowed view: final rows where a window is retired, and up to the last commit where it is not.
 *
 * A window that is not retired is computed from its pages, merged over all shards, so that a reader sees late
 * and early data at once; what a pane wrote is then only older. A retired window has no state but its rows.
 */
import type { Page } from "../state/page.ts";
import type { StateReader, TimeRange, ViewReader } from "../state/ports.ts";
import type { ViewRow } from "../state/row.ts";
import { BEGINNING_OF_TIME, END_OF_TIME, type EventTimeMs } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";
import { isRetired, type Window } from "../window/window.ts";

export interface ViewStores {
  readonly state: StateReader;
  readonly views: ViewReader;
}

/** A row as a query returns it. */
export interface WindowedRow {
  readonly key: string;
  readonly window: Window;
  readonly row: ViewRow["row"];
  /** False while late events may still change the row. */
  readonly isFinal: boolean;
}

/**
 * @param key the key in its written form; undefined for all keys.
 * @returns rows of windows that start in the range, ordered by window and key.
 */
export async function readWindowed(
  topology: AnyTopology,
  operator: string,
  { state, views }: ViewStores,
  range: TimeRange,
  key?: string,
): Promise<readonly WindowedRow[]> {
  const floorMs = (await state.readFloor()) ?? BEGINNING_OF_TIME;
  const shards = await state.listProgress();
  const pages = (
    await Promise.all(shards.map(({ shardId }) => state.windowPages(shardId, END_OF_TIME)))
  ).flat();
  const stored =
    key === undefined ? await views.rowsOfTime(operator, range) : await views.rowsOfKey(operator, key, range);
  const open = openRows(topology, operator, pages, floorMs, range).filter(
    (row) => key === undefined || row.key === key,
  );
  const rows = new Map<string, WindowedRow>();
  for (const row of stored.map((row) => storedRow(topology, operator, row, floorMs)))
    rows.set(rowId(row), row);
  for (const row of open) rows.set(rowId(row), row);
  return [...rows.values()].sort(byWindowAndKey);
}

function openRows(
  topology: AnyTopology,
  operator: string,
  pages: readonly Page[],
  floorMs: EventTimeMs,
  { fromMs, toMs }: TimeRange,
): WindowedRow[] {
  const windows = new Map<string, { window: Window; states: unknown[] }>();
  for (const { key, sections } of pages) {
    const { window } = key;
    const section = sections.get(operator);
    if (window === null || section === undefined) continue;
    if (window.startMs < fromMs || window.startMs >= toMs || isFinal(topology, operator, window, floorMs))
      continue;
    const id = `${window.startMs},${window.endMs}`;
    const open = windows.get(id) ?? { window, states: [] };
    open.states.push(section.state);
    windows.set(id, open);
  }
  return [...windows.values()].flatMap(({ window, states }) => {
    const rows = topology.operators[operator]?.rows?.(window, states) ?? [];
    return rows.map(({ key, row }) => ({ key, window, row, isFinal: false }));
  });
}

function storedRow(
  topology: AnyTopology,
  operator: string,
  { key, windowStartMs, windowEndMs, row }: ViewRow,
  floorMs: EventTimeMs,
): WindowedRow {
  const window = { startMs: windowStartMs, endMs: windowEndMs };
  return { key, window, row, isFinal: isFinal(topology, operator, window, floorMs) };
}

function isFinal(topology: AnyTopology, operator: string, window: Window, floorMs: EventTimeMs): boolean {
  return isRetired(window, topology.operators[operator]?.windowing?.allowedLatenessMs ?? 0, floorMs);
}

function rowId({ key, window }: WindowedRow): string {
  return `${window.startMs},${window.endMs}|${key}`;
}

function byWindowAndKey(one: WindowedRow, other: WindowedRow): number {
  return one.window.startMs - other.window.startMs || (one.key < other.key ? -1 : 1);
}
