/** What became of a pipeline's records, over all of its shards. */
import type { StateStore, Totals } from "../../lib/engine/index.ts";
import { addAll } from "../process/summary.ts";

export async function pipelineTotals(state: StateStore): Promise<Totals> {
  return addAll((await state.listProgress()).map(({ totals }) => totals));
}

/** What has come since `before`. */
export function since(before: Totals, now: Totals): Totals {
  return {
    applied: now.applied - before.applied,
    expiredLate: now.expiredLate - before.expiredLate,
    deadLettered: now.deadLettered - before.deadLettered,
    duplicates: now.duplicates - before.duplicates,
  };
}

export function accountedFor({ applied, expiredLate, deadLettered, duplicates }: Totals): number {
  return applied + expiredLate + deadLettered + duplicates;
}
