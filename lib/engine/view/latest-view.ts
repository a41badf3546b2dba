/**
 * The latest view: for each key the row of its newest event, over all shards. After a reshard a key stands in
 * its old shard's page and its new one's; the newer one wins.
 */
import type { KeyRow } from "../operator/operator.ts";
import type { Json } from "../state/json.ts";
import type { Page } from "../state/page.ts";
import type { StateReader } from "../state/ports.ts";
import type { AnyTopology } from "../topology.ts";

/** The view's rows by key. */
export type LatestRows = ReadonlyMap<string, Row>;

type Row = { readonly [field: string]: Json };

export async function readLatest(
  topology: AnyTopology,
  operator: string,
  state: StateReader,
): Promise<LatestRows> {
  const shards = await state.listProgress();
  const pages = await Promise.all(shards.map(({ shardId }) => state.keyedPages(shardId)));
  return latestOf(topology, operator, pages.flat());
}

/** The newest row of each key in the pages. */
function latestOf(topology: AnyTopology, operator: string, pages: readonly Page[]): LatestRows {
  const latest = new Map<string, Row>();
  for (const [key, { rows }] of newestOf(topology, operator, pages)) {
    const [row] = rows();
    if (row !== undefined) latest.set(key, row);
  }
  return latest;
}

/** All rows that the newest copy of each key has, made as they are asked for: of sessions those that are live. */
export function* liveRowsOf(topology: AnyTopology, operator: string, pages: readonly Page[]): Iterable<Row> {
  for (const { rows } of newestOf(topology, operator, pages).values()) yield* rows();
}

function newestOf(
  { operators }: AnyTopology,
  operator: string,
  pages: readonly Page[],
): ReadonlyMap<string, KeyRow> {
  const rowsOf = operators[operator]?.keyRows;
  if (rowsOf === undefined) throw new TypeError(`Cannot read the latest rows of ${operator}: it keeps none`);
  const newest = new Map<string, KeyRow>();
  for (const { sections } of pages) {
    const section = sections.get(operator);
    if (section === undefined) continue;
    for (const row of rowsOf(section.state)) {
      const before = newest.get(row.key);
      if (before === undefined || row.rank >= before.rank) newest.set(row.key, row);
    }
  }
  return newest;
}
