/**
 * The order of each key's events is kept, through batches, crashes and reshards: the detector's chain depends on
 * it. And what a page announces goes out exactly once.
 */
import type { DetectSection, Page, PageCommit } from "../../../lib/engine/index.ts";
import { type CheckerFactory, compareAll } from "./checker.ts";
import { journalOf } from "./views-exact.ts";

export const keyOrder: CheckerFactory = (report) => {
  const announced: string[] = [];
  return {
    onEffect({ call, args, result }) {
      if (call !== "commitPage" || !(result as PageCommit).committed) return;
      for (const { row } of (args[0] as Page).emissions) announced.push(textOf(row));
    },
    async atEnd({ world, oracle }) {
      const journal = await journalOf(world, "chain", (section) => (section as DetectSection).journal);
      compareAll(
        "alerts",
        journal.map((text) => textOf(JSON.parse(text))),
        oracle.alerts,
        report,
      );
      compareAll("announced alerts", announced, oracle.alerts, report);
    },
  };
};

function textOf(row: unknown): string {
  const { id, state } = row as { id: string; state: number };
  return `${id} ${state}`;
}
