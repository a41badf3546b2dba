/** Only what an operator or a page cannot take is refused, and a refusal once recorded stands. */
import type { ShardProgress } from "../../../lib/engine/index.ts";
import type { CheckerFactory } from "./checker.ts";

/** @param mayOverflow whether the run's pages are small enough to be full. */
export function settledRefusals(mayOverflow: boolean): CheckerFactory {
  return (report) => {
    const open = new Map<string, Set<string>>();
    return {
      onEffect({ call, args, result }) {
        if (call !== "commitProgress" || result !== true) return;
        const { shardId, refusals, highWaterMark } = args[0] as ShardProgress;
        const now = new Set(refusals.map(({ sequenceNumber }) => sequenceNumber as string));
        for (const position of open.get(shardId) ?? []) {
          if (position > highWaterMark && !now.has(position)) report(`refusal of ${position} is forgotten`);
        }
        open.set(shardId, now);
        for (const { error, sequenceNumber } of refusals) {
          const isKnown = error.includes("threw Error") || (mayOverflow && error.includes("page is full"));
          if (!isKnown) report(`refusal of ${sequenceNumber}: ${error}`);
        }
      },
    };
  };
}
