/**
 * A file as the closer sees a stream: a fixed set of open shards which always have more to come, so that none
 * is ever idle. The end of the input is a heartbeat at the end of time in every shard.
 */
import type { StreamLog, StreamShard } from "../../lib/engine/index.ts";
import { shardIdOf } from "./shard-of.ts";

/** @param shards those that hold windows open. */
export function fileLog(shards: readonly number[]): StreamLog {
  const all = shards.map((shard): StreamShard => {
    return { shardId: shardIdOf(shard), parents: [], closed: false, hashKey: "0" };
  });
  return {
    listShards: async () => all,
    waitingSince: async () => 0,
    putHeartbeat: async () => {
      throw new Error("Cannot put a heartbeat into a file: its shards are never idle");
    },
  };
}
