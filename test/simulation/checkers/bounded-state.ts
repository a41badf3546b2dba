/** State stays bounded: no page is written that does not fit its item, and a full ledger tail leaves the progress. */
import {
  LEDGER_RUN_ENTRIES,
  type Page,
  type PageCommit,
  pageId,
  type ShardProgress,
} from "../../../lib/engine/index.ts";
import type { CheckerFactory } from "./checker.ts";

/** @param keysMax how many keys one section of a page may hold. */
export function boundedState(keysMax: number): CheckerFactory {
  return (report) => ({
    onEffect({ call, args, result }) {
      if (call === "commitPage" && (result as PageCommit).committed) {
        const page = args[0] as Page;
        const isTooLarge = [...page.sections.values()].some(
          ({ state }) => ((state as { size?: number }).size ?? 0) > keysMax,
        );
        if (isTooLarge) report(`page ${pageId(page.key)} is written though it does not fit`);
      }
      if (call === "commitProgress") {
        const { ledger, shardId } = args[0] as ShardProgress;
        if (ledger.tail.length >= LEDGER_RUN_ENTRIES) report(`the ledger's tail of ${shardId} is never cut`);
      }
    },
  });
}
