/**
 * Nothing is lost and nothing is counted twice: the final views are exactly the oracle's fold over the distinct
 * valid events, row for row.
 */
import { entriesOf, type Json, type Page, readLatest } from "../../../lib/engine/index.ts";
import type { World } from "../../../lib/testing/world.ts";
import { ADDED_OPERATOR } from "../topologies.ts";
import { type CheckerFactory, compareAll } from "./checker.ts";

export const viewsExact: CheckerFactory = (report) => ({
  async atEnd({ world, oracle }) {
    const rows = world.views
      .rows()
      .filter(({ operator }) => operator !== ADDED_OPERATOR)
      .map(({ operator, windowStartMs, key, row }) => {
        return `${operator}|${windowStartMs}|${key} = ${row.events} events, ${row.total}`;
      });
    const expected = [...oracle.windows].map(
      ([id, { events, total }]) => `${id} = ${events} events, ${total}`,
    );
    compareAll("windowed view", rows, expected, report);

    const latest = await readLatest(world.topology, "last", world.state);
    const newest = [...oracle.newest].map(([key, { id }]) => `${key} = ${id}`);
    compareAll(
      "latest view",
      [...latest].map(([key, { id }]) => `${key} = ${id}`),
      newest,
      report,
    );

    compareAll("history", (await journalOf(world, "last")) as string[], oracle.history, report);
  },
});

/** Every entry that an operator ever put into its journal: published chunks, chunks on their way, open tails. */
export async function journalOf(world: World, operator: string): Promise<readonly Json[]> {
  const pages: Page[] = [];
  for (const { shardId } of await world.state.listProgress()) {
    pages.push(...(await world.state.keyedPages(shardId)));
  }
  const stored = world.views.chunks().filter((chunk) => chunk.operator === operator);
  return entriesOf(operator, stored, pages);
}
