/** Totals over all shards, those that a reshard has closed too, are the sums of the distinct valid events. */
import { accumulatedRowsOf } from "../../../lib/engine/index.ts";
import { type CheckerFactory, compareAll } from "./checker.ts";

export const totalsExact: CheckerFactory = (report) => ({
  async atEnd({ world, oracle }) {
    const pages = [];
    for (const { shardId } of await world.state.listProgress())
      pages.push(...(await world.state.keyedPages(shardId)));
    for (const [operator, expected] of oracle.totals) {
      const rows = [...accumulatedRowsOf(world.topology, operator, pages)];
      const lines = [...expected].map(([key, total]) => `${key} = ${total}`);
      compareAll(
        operator,
        rows.map(({ key, total }) => `${key} = ${total}`),
        lines,
        report,
      );
    }
  },
});
