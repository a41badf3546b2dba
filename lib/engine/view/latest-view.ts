/**
 * The latest view: for each key the row of its newest event, over all shards. After a reshard a key stands in
 * its old shard's page and its new one's; the newer event wins.
 */
import type { LatestRow, LatestSection } from "../operator/latest.ts";
import type { Page } from "../state/page.ts";
import type { StateStore } from "../state/ports.ts";

export type LatestRows = ReadonlyMap<string, LatestRow>;

export async function readLatest(state: StateStore, operator: string): Promise<LatestRows> {
  const shards = await state.listProgress();
  const pages = (await Promise.all(shards.map(({ shardId }) => state.keyedPages(shardId)))).flat();
  return latestOf(operator, pages);
}

/** The newest row of each key in the pages. */
export function latestOf(operator: string, pages: readonly Page[]): LatestRows {
  const newest = new Map<string, LatestRow>();
  for (const { sections } of pages) {
    const section = sections.get(operator)?.state as LatestSection | undefined;
    for (const [key, row] of section?.rows ?? []) {
      const before = newest.get(key);
      if (before === undefined || row[0] >= before[0]) newest.set(key, row);
    }
  }
  return newest;
}
