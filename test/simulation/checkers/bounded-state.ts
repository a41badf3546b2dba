/**
 * State stays bounded: no page takes more keys than it may, beyond those that a reshard has brought together, and a full
 * ledger tail leaves the progress.
 */
import {
  LEDGER_RUN_ENTRIES,
  type Page,
  type PageCommit,
  pageId,
  type ShardProgress,
} from "../../../lib/engine/index.ts";
import { UNLIMITED_OPERATORS } from "../topologies.ts";
import type { CheckerFactory } from "./checker.ts";

/** @param keysMax how many keys one section of a page may hold. */
export function boundedState(keysMax: number): CheckerFactory {
  return (report) => {
    const children = new Set<string>();
    return {
      onEffect({ call, args, result }) {
        if (call === "commitPage" && (result as PageCommit).committed) {
          const { key, sections } = args[0] as Page;
          const limited = [...sections].filter(([operator]) => !UNLIMITED_OPERATORS.has(operator));
          const isTooLarge = limited.some(([, { state }]) => sizeOf(state) > keysMax);
          const mayInherit = key.window === null && children.has(key.shardId);
          if (isTooLarge && !mayInherit) report(`page ${pageId(key)} is written though it does not fit`);
        }
        if (call === "commitProgress") {
          const { ledger, parents, shardId } = args[0] as ShardProgress;
          if (parents.length > 0) children.add(shardId);
          if (ledger.tail.length >= LEDGER_RUN_ENTRIES)
            report(`the ledger's tail of ${shardId} is never cut`);
        }
      },
    };
  };
}

/** The keys of a section that is a map of them. */
function sizeOf(state: unknown): number {
  return (state as { readonly size?: number }).size ?? 0;
}
