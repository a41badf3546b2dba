/** A retired window never reopens: behind its final pane neither its pane nor its rows change. */
import { type Pane, paneId, type ViewRow } from "../../../lib/engine/index.ts";
import type { CheckerFactory } from "./checker.ts";

export const retiredStays: CheckerFactory = (report) => {
  /** The version of the final pane by operator and window start; a row of a higher one would replace its rows. */
  const finals = new Map<string, Pane>();
  const idOf = (operator: string, startMs: number) => `${operator}|${startMs}`;
  return {
    onEffect({ call, args, result }) {
      if (call === "commitPane" && result === true) {
        const pane = args[0] as Pane;
        const id = idOf(pane.key.operator, pane.key.window.startMs);
        if (finals.has(id)) report(`window ${paneId(pane.key)} opens again behind its final pane`);
        if (pane.final) finals.set(id, pane);
      }
      if (call === "putRows") {
        for (const { operator, windowStartMs, version, key } of args[0] as readonly ViewRow[]) {
          const final = finals.get(idOf(operator, windowStartMs));
          if (final !== undefined && version >= final.version)
            report(`row ${operator}|${windowStartMs}|${key} changes`);
        }
      }
    },
  };
};
