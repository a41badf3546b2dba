/** What the ledger knows a replay by: the record as such, once it is applied or expired, and each attempt at it. */
import type { Replay } from "./record.ts";

/** True for what the totals do not count yet. */
export function isFirstVerdict(replay: Replay | null): boolean {
  return replay === null || replay.attempt === 1;
}

export function settled({ origin }: Replay): string {
  return `origin ${origin}`;
}

export function attempted({ origin, attempt }: Replay): string {
  return `origin ${origin}#${attempt}`;
}
