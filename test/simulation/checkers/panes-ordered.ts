/**
 * Panes come in order and complete: ON_TIME with index 0 first, then LATE ones with the next index; no index is
 * skipped, a later pane never shows less of a shard, and every window ends with a final one.
 */
import { type Pane, paneId } from "../../../lib/engine/index.ts";
import { ADDED_OPERATOR } from "../topologies.ts";
import { type CheckerFactory, compareAll } from "./checker.ts";

export const panesOrdered: CheckerFactory = (report) => {
  const latest = new Map<string, Pane>();
  return {
    onEffect({ call, args, result }) {
      if (call !== "commitPane" || result !== true) return;
      const pane = args[0] as Pane;
      const id = paneId(pane.key);
      const before = latest.get(id);
      latest.set(id, pane);
      const step = pane.index - (before?.index ?? -1);
      if (step !== 0 && step !== 1) report(`pane ${id}: index ${before?.index} is followed by ${pane.index}`);
      if (step === 1 && before !== undefined && !before.published) {
        report(`pane ${id}: index ${pane.index} begins before ${before.index} is published`);
      }
      if (pane.timing !== (pane.index === 0 ? "ON_TIME" : "LATE")) {
        report(`pane ${id}: index ${pane.index} is called ${pane.timing}`);
      }
      for (const [shardId, mark] of before?.marks ?? []) {
        if ((pane.marks.get(shardId) ?? "") < mark) report(`pane ${id}: forgets a part of ${shardId}`);
      }
    },
    atEnd({ oracle }) {
      const closed = [...latest.values()].filter(({ final, published }) => final && published);
      const windows = new Set([...oracle.windows.keys()].map((id) => id.split("|").slice(0, 2).join("|")));
      const finals = new Set(
        closed
          .filter(({ key }) => key.operator !== ADDED_OPERATOR)
          .map(({ key }) => `${key.operator}|${key.window.startMs}`),
      );
      compareAll("final panes", finals, windows, report);
    },
  };
};
