/**
 * A shard is born in two steps before its first record is judged: its progress is stored, below everything, and
 * then put at the floor. Whoever finds a shard of which only the first step was done does the second.
 *
 * The closer raises the floor and then lists the shards; a newborn is stored and then reads the floor. Whichever
 * comes second sees the other, so that no window retires while a shard that nobody saw still folds into it.
 */
import type { StateStore } from "../state/ports.ts";
import { firstProgress, type PageTimer, type ShardProgress } from "../state/progress.ts";
import { BEGINNING_OF_TIME } from "../time/event-time.ts";
import { inheritLedger } from "./ledger-memory.ts";

/**
 * The progress of a newborn shard as stored, or undefined when another writer was faster.
 *
 * @param ancestors the shards that it continues, all of whose records are done.
 */
export async function bearShard(
  store: StateStore,
  shardId: string,
  ancestors: readonly ShardProgress[],
): Promise<ShardProgress | undefined> {
  const ledger = await inheritLedger(store, shardId, ancestors);
  const parents = ancestors.map((ancestor) => ancestor.shardId);
  const timers = inheritTimers(ancestors);
  const born: ShardProgress = { ...firstProgress(shardId, parents), timers, ledger, version: 1 };
  return (await store.commitProgress(born)) ? born : undefined;
}

/** The pages that have timers in some ancestor: those of the shard's own keys go off here. */
function inheritTimers(ancestors: readonly ShardProgress[]): readonly PageTimer[] {
  const timers = new Map<string, PageTimer>();
  for (const timer of ancestors.flatMap((ancestor) => ancestor.timers)) {
    const id = `${timer.operator} ${timer.page}`;
    const known = timers.get(id);
    if (known === undefined || timer.timerMs < known.timerMs) timers.set(id, timer);
  }
  return [...timers.values()];
}

export function isNewborn({ version }: ShardProgress): boolean {
  return version === 1;
}

/** A newborn shard's progress at the floor, where its watermark begins; undefined when another was faster. */
export async function putAtFloor(
  store: StateStore,
  newborn: ShardProgress,
): Promise<ShardProgress | undefined> {
  const watermarkMs = (await store.readFloor()) ?? BEGINNING_OF_TIME;
  const placed: ShardProgress = { ...newborn, version: newborn.version + 1, watermarkMs };
  return (await store.commitProgress(placed)) ? placed : undefined;
}

/** The shards that this one continues; one that never held a record was never born, and its parents stand for it. */
export async function bornAncestors(
  store: StateStore,
  shardId: string,
  parentsOf: (shardId: string) => Promise<readonly string[]>,
): Promise<readonly ShardProgress[]> {
  const lines = (await parentsOf(shardId)).map(async (parent) => {
    const progress = await store.readProgress(parent);
    return progress === undefined ? bornAncestors(store, parent, parentsOf) : [progress];
  });
  const found = (await Promise.all(lines)).flat();
  return [...new Map(found.map((progress) => [progress.shardId, progress])).values()];
}
