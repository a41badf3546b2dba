/**
 * The order of each key's events is kept, through batches, crashes and reshards: the detector's chain depends on
 * it, and so does the tally that other operators read. And what a page announces goes out exactly once.
 */
import { type Emission, type Page, type PageCommit, readLatest } from "../../../lib/engine/index.ts";
import { type CheckerFactory, compareAll } from "./checker.ts";
import { journalOf } from "./views-exact.ts";

export const keyOrder: CheckerFactory = (report) => {
  const announced: Emission[] = [];
  return {
    onEffect({ call, args, result }) {
      if (call !== "commitPage" || !(result as PageCommit).committed) return;
      announced.push(...(args[0] as Page).emissions);
    },
    async atEnd({ world, oracle }) {
      for (const [operator, expected] of [
        ["chain", oracle.alerts],
        ["echo", oracle.echoes],
      ] as const) {
        const kept = (await journalOf(world, operator)).map(textOf);
        compareAll(`history of ${operator}`, kept, expected, report);
        const sent = announced.filter((emission) => emission.operator === operator);
        compareAll(
          `announced by ${operator}`,
          sent.map(({ row }) => textOf(row)),
          expected,
          report,
        );
      }
      for (const [operator, expected] of [
        ["tally", oracle.tallies],
        ["spread", oracle.spreads],
        ["mixed", oracle.mixtures],
        ["alarms", oracle.alarms.states],
        ["heard", oracle.hearings],
        ["matches", oracle.matches],
      ] as const) {
        const rows = await readLatest(world.topology, operator, world.state);
        const states = [...rows].map(([key, { state }]) => `${key} = ${state}`);
        const lines = [...expected].map(([key, state]) => `${key} = ${state}`);
        compareAll(operator, states, lines, report);
      }
    },
  };
};

function textOf(row: unknown): string {
  const { id, state } = row as { id: string; state: number };
  return `${id} ${state}`;
}
