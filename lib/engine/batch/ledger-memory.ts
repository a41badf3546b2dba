/**
 * A worker's memory of the ledgers of its shards: what `progress.ledger` refers to, read back once and then
 * kept in step. It is valid for one version of the progress; another version means another writer, and the
 * ledger is read anew.
 */
import { appendToLedger, EMPTY_LEDGER, type LedgerEntry, type LedgerState } from "../state/ledger.ts";
import type { StateStore } from "../state/ports.ts";
import type { ShardProgress } from "../state/progress.ts";
import { BEGINNING_OF_TIME, type EventTimeMs } from "../time/event-time.ts";

export class LedgerMemory {
  readonly #shards = new Map<string, { version: number; seen: Map<string, EventTimeMs> }>();

  /** The identities that the shard remembers at this progress. */
  async seen(store: StateStore, progress: ShardProgress): Promise<ReadonlyMap<string, EventTimeMs>> {
    const known = this.#shards.get(progress.shardId);
    if (known !== undefined && known.version === progress.version) return known.seen;
    const seen = new Map(await readLedger(store, progress));
    this.#shards.set(progress.shardId, { version: progress.version, seen });
    return seen;
  }

  /** Notes that `next` was committed on top of the version last asked for. */
  advance(next: ShardProgress, remembered: readonly LedgerEntry[]): void {
    const known = this.#shards.get(next.shardId);
    if (known === undefined || known.version !== next.version - 1) return;
    known.version = next.version;
    for (const [identity, forgetAtMs] of remembered) known.seen.set(identity, forgetAtMs);
    this.#prune(known.seen, next);
  }

  forget(shardId: string): void {
    this.#shards.delete(shardId);
  }

  /** Drops what is forgotten once it is half of the memory, so that pruning costs O(1) an entry. */
  #prune(seen: Map<string, EventTimeMs>, { ledger, watermarkMs }: ShardProgress): void {
    const referred = ledger.tail.length + ledger.runs.length * RUN_SIZE_GUESS;
    if (seen.size <= 2 * referred + RUN_SIZE_GUESS) return;
    for (const [identity, forgetAtMs] of seen) {
      if (watermarkMs >= forgetAtMs) seen.delete(identity);
    }
  }
}

const RUN_SIZE_GUESS = 256;

/** Every entry that the progress refers to, in log order. */
async function readLedger(store: StateStore, progress: ShardProgress): Promise<LedgerEntry[]> {
  const { runs, tail } = progress.ledger;
  if (runs.length === 0) return [...tail];
  const stored = await store.readLedgerRuns(
    progress.shardId,
    runs.map((run) => run.number),
  );
  return [...stored.flat(), ...tail];
}

/** The ledger with which a child shard starts: all that its parents still remember. */
export async function inheritLedger(
  store: StateStore,
  shardId: string,
  parents: readonly ShardProgress[],
): Promise<LedgerState> {
  // Parents that were one shard once remember much in common: without this, merges would double it each time.
  const known = new Map<string, EventTimeMs>();
  for (const parent of parents) {
    for (const [identity, forgetAtMs] of await readLedger(store, parent)) {
      const isRemembered = parent.watermarkMs < forgetAtMs;
      if (isRemembered && forgetAtMs >= (known.get(identity) ?? forgetAtMs)) known.set(identity, forgetAtMs);
    }
  }
  const entries = [...known];
  if (entries.length === 0) return EMPTY_LEDGER;
  const { state, closedRuns } = appendToLedger(EMPTY_LEDGER, entries, BEGINNING_OF_TIME);
  await Promise.all(closedRuns.map((run) => store.putLedgerRun(shardId, run.number, run.entries)));
  return state;
}
