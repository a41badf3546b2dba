/**
 * One `--promote` run: every pane of the last shadow run that differs from what is live, and every one that an earlier
 * promotion has claimed and not published. What differs is asked of the live rows as they are now, so that a run that was
 * interrupted is finished by the next, and one after that has nothing to do.
 */
import type { AnyTopology, PaneKey, StateStore, ViewRow, ViewStore } from "../../lib/engine/index.ts";
import { rowId } from "./compare-rows.ts";
import { type PromoteOutcome, promotePane } from "./promote-pane.ts";
import { byPane } from "./shadow-row.ts";
import { comparedHours, type LivePorts } from "./shadow-run.ts";
import type { ShadowHead } from "./shadow-store.ts";

export interface Promotion {
  readonly key: PaneKey;
  readonly rows: number;
  readonly outcome: PromoteOutcome | "no_archive";
}

export interface PromoteReport {
  readonly promotions: readonly Promotion[];
  /** Panes that showed the recomputed rows already. */
  readonly equal: number;
  /** Rows that live has and the shadow has not: they stay. */
  readonly missing: number;
}

export async function runPromote(
  topology: AnyTopology,
  ports: LivePorts & { readonly views: ViewStore },
  head: ShadowHead,
  signal: AbortSignal,
): Promise<PromoteReport> {
  const promotions: Promotion[] = [];
  let equal = 0;
  let missing = 0;
  for await (const hour of comparedHours(topology, ports, head)) {
    const differing = new Set(
      hour.comparison.differences
        .filter(({ kind }) => kind !== "missing")
        .map(({ windowStartMs, key }) => `${hour.operator}|${windowStartMs}|${key}`),
    );
    missing += hour.comparison.differences.filter(({ kind }) => kind === "missing").length;
    const live = new Map(hour.live.map((row) => [rowId(row), row]));
    for (const { key, rows } of byPane(hour.shadow)) {
      signal.throwIfAborted();
      const isDifferent = rows.some((row) => differing.has(rowId(row)));
      if (!isDifferent && (await isPublished(ports.state, key))) {
        equal += 1;
        continue;
      }
      const replaced = rows.flatMap((row) => live.get(rowId(row)) ?? []);
      const outcome = await promote(ports, head, key, rows, replaced, hour.allowedLatenessMs);
      promotions.push({ key, rows: rows.length, outcome });
    }
  }
  return { promotions, equal, missing };
}

async function isPublished(state: StateStore, key: PaneKey): Promise<boolean> {
  return (await state.readPane(key))?.published ?? true;
}

async function promote(
  ports: LivePorts & { readonly views: ViewStore },
  head: ShadowHead,
  key: PaneKey,
  rows: readonly ViewRow[],
  replaced: readonly ViewRow[],
  allowedLatenessMs: number,
): Promise<Promotion["outcome"]> {
  const archive = await ports.shadow.readArchive(head, key);
  if (archive === undefined) return "no_archive";
  return promotePane(ports, { archive, rows }, replaced, allowedLatenessMs);
}
