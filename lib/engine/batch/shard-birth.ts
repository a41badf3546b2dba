/**
 * A shard is born with its first batch: its progress is stored before any of its records is judged.
 *
 * The closer writes the floor and then lists the shards; a newborn stores its progress and then reads the
 * floor. Whichever comes second sees the other, so that no window retires while a shard that it cannot see
 * still folds into it.
 */
import type { StateStore } from "../state/ports.ts";
import { firstProgress, type ShardProgress } from "../state/progress.ts";
import { BEGINNING_OF_TIME } from "../time/event-time.ts";
import { inheritLedger } from "./ledger-memory.ts";

/** The progress of a newborn shard as stored, or undefined when another writer was faster. */
export async function bearShard(
  store: StateStore,
  shardId: string,
  parentsOf: (shardId: string) => Promise<readonly string[]>,
): Promise<ShardProgress | undefined> {
  const ancestors = await bornAncestors(store, shardId, parentsOf);
  const floorMs = (await store.readFloor()) ?? BEGINNING_OF_TIME;
  const ledger = await inheritLedger(store, shardId, ancestors);
  const parents = ancestors.map((ancestor) => ancestor.shardId);
  const born: ShardProgress = { ...firstProgress(shardId, parents, floorMs), ledger, version: 1 };
  if (!(await store.commitProgress(born))) return undefined;
  const floorNowMs = (await store.readFloor()) ?? BEGINNING_OF_TIME;
  if (floorNowMs <= floorMs) return born;
  const raised: ShardProgress = { ...born, version: 2, watermarkMs: floorNowMs };
  return (await store.commitProgress(raised)) ? raised : undefined;
}

/** The shards that this one continues; one that never held a record was never born, and its parents stand for it. */
async function bornAncestors(
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
