/**
 * Nothing is lost and nothing is counted twice: the final views are exactly the oracle's fold over the distinct
 * valid events, row for row.
 */
import { type Chunk, chunkId, type LatestSection, type Page, readLatest } from "../../../lib/engine/index.ts";
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

    const history = await journalOf(world, "last", (section) => (section as LatestSection).journal);
    compareAll(
      "history",
      history.map((text) => JSON.parse(text)),
      oracle.history,
      report,
    );
  },
});

/** Every entry that an operator ever put into its journal: published chunks, chunks on their way, open tails. */
export async function journalOf(
  world: World,
  operator: string,
  tailsOf: (section: unknown) => readonly { readonly entries: readonly string[] }[],
): Promise<string[]> {
  const pages: Page[] = [];
  for (const { shardId } of await world.state.listProgress()) {
    pages.push(...(await world.state.keyedPages(shardId)));
  }
  const chunks = new Map<string, Chunk>();
  for (const chunk of [...world.views.chunks(), ...pages.flatMap((page) => page.closing)]) {
    if (chunk.operator === operator) chunks.set(chunkId(chunk), chunk);
  }
  const tails = pages.flatMap(({ sections }) => {
    const section = sections.get(operator);
    return section === undefined ? [] : tailsOf(section.state);
  });
  return [...chunks.values(), ...tails].flatMap(({ entries }) => entries);
}
