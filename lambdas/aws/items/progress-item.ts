/** A shard's progress as an item of the state table, and back. */
import { PROGRESS_SORT, SHARDS_PARTITION, STATE, shardPartition } from "../../../lib/contract/index.ts";
import { SEQUENCE_NUMBER_WIDTH, type ShardProgress } from "../../../lib/engine/index.ts";
import { bodyAttributes, contentOf } from "./body.ts";
import { type Item, wholeOf } from "./item.ts";

/** Versions before this one knew no `begun` and no `timers`. */
type Newer = "begun" | "timers";
type StoredProgress = Omit<ShardProgress, Newer> & Partial<Pick<ShardProgress, Newer>>;

export function progressItemKey(shardId: string): Item {
  return {
    [STATE.partitionKey]: { S: shardPartition(shardId) },
    [STATE.sortKey]: { S: PROGRESS_SORT },
  };
}

export function progressItem(progress: ShardProgress): Item {
  return {
    ...progressItemKey(progress.shardId),
    [STATE.version]: { N: String(progress.version) },
    ...bodyAttributes(JSON.stringify(progress)),
  };
}

export function progressOf(item: Item): ShardProgress {
  const { begun = null, timers = [], ...content } = contentOf(item) as unknown as StoredProgress;
  const progress: ShardProgress = { ...content, begun, timers };
  if (
    progress.highWaterMark.length !== SEQUENCE_NUMBER_WIDTH ||
    progress.version !== wholeOf(item, STATE.version)
  ) {
    throw new TypeError("Cannot read a shard's progress: its body and its attributes disagree");
  }
  return progress;
}

/** The entry of the registry by which the closer finds every shard that was ever processed. */
export function registryItem(shardId: string): Item {
  return { [STATE.partitionKey]: { S: SHARDS_PARTITION }, [STATE.sortKey]: { S: shardId } };
}
