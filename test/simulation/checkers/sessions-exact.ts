/** Sessions, live and retired, are those of the distinct valid events; behind a reshard at least what is in them all. */
import { liveRowsOf } from "../../../lib/engine/index.ts";
import { sumLines } from "../session-oracle.ts";
import { type CheckerFactory, compareAll } from "./checker.ts";
import { journalOf } from "./views-exact.ts";

interface Row {
  readonly key: string;
  readonly start: number;
  readonly events: number;
  readonly total: number;
}

export const sessionsExact: CheckerFactory = (report) => ({
  async atEnd({ world, oracle }) {
    const pages = [];
    for (const { shardId } of await world.state.listProgress())
      pages.push(...(await world.state.keyedPages(shardId)));
    const live = [...liveRowsOf(world.topology, "visits", pages)] as unknown as readonly Row[];
    const retired = (await journalOf(world, "visits")) as unknown as readonly Row[];
    const rows = [...live, ...retired];
    compareAll("sums of sessions", sumLines(rows), oracle.sessions.sums(), report);
    if ([...world.stream.shards.values()].some(({ parents }) => parents.length > 0)) return;
    const lines = rows.map(({ key, start, events, total }) => `${key}|${start} = ${events} events, ${total}`);
    compareAll("sessions", lines, oracle.sessions.lines(), report);
  },
});
