/**
 * The ledger of a shard: the identities of the events that it has applied, so that a duplicate (a producer's
 * retry, a replayed dead letter: new sequence number, same identity) is recognised.
 *
 * An identity is remembered until the shard's watermark reaches the entry's `forgetAtMs` (for an event: when
 * no window would take it any more). Whether an event is a duplicate is therefore a function of the shard's
 * log alone. Identities are appended to a short tail in the shard's progress item; a full tail becomes an
 * immutable run of its own, so that a batch never rewrites the whole ledger.
 */
import type { EventTimeMs } from "../time/event-time.ts";

/** `[identity, forgetAtMs]`: remembered while `watermark < forgetAtMs`. */
export type LedgerEntry = readonly [identity: string, forgetAtMs: EventTimeMs];

/** A run that is stored as an item of its own, and when the last of its entries is forgotten. */
export interface LedgerRun {
  readonly number: number;
  readonly forgetAtMs: EventTimeMs;
}

/** The part of the ledger that is stored with the shard's progress. */
export interface LedgerState {
  readonly tail: readonly LedgerEntry[];
  readonly runs: readonly LedgerRun[];
  readonly nextRun: number;
}

export const EMPTY_LEDGER: LedgerState = { tail: [], runs: [], nextRun: 0 };

/** 256 identities of some 22 characters are about 4 KB compressed: rewritten with each progress. */
export const LEDGER_RUN_ENTRIES = 256;

export interface LedgerAppend {
  readonly state: LedgerState;
  /** Runs that must be durable before the state is. */
  readonly closedRuns: readonly { readonly number: number; readonly entries: readonly LedgerEntry[] }[];
  /** Runs that nothing remembers any more: they may be deleted once the state is durable. */
  readonly forgottenRuns: readonly number[];
}

/** Appends entries in log order, closes full tails into runs and drops the runs that are forgotten. */
export function appendToLedger(
  state: LedgerState,
  entries: readonly LedgerEntry[],
  watermarkMs: EventTimeMs,
): LedgerAppend {
  const kept = state.runs.filter((run) => watermarkMs < run.forgetAtMs);
  const forgottenRuns = state.runs.filter((run) => watermarkMs >= run.forgetAtMs).map((run) => run.number);
  const closedRuns: { number: number; entries: readonly LedgerEntry[] }[] = [];
  let tail = [...state.tail, ...entries];
  let nextRun = state.nextRun;
  while (tail.length >= LEDGER_RUN_ENTRIES) {
    closedRuns.push({ number: nextRun, entries: tail.slice(0, LEDGER_RUN_ENTRIES) });
    tail = tail.slice(LEDGER_RUN_ENTRIES);
    nextRun += 1;
  }
  const runs = [...kept, ...closedRuns.map(runOf)];
  return { state: { tail, runs, nextRun }, closedRuns, forgottenRuns };
}

function runOf({ number, entries }: { number: number; entries: readonly LedgerEntry[] }): LedgerRun {
  const times = entries.map(([, forgetAtMs]) => forgetAtMs);
  return { number, forgetAtMs: Math.max(...times) as EventTimeMs };
}
