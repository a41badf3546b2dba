/**
 * A file as the closer sees a stream: a fixed set of open shards which always have more to come, so that none
 * is ever idle. The end of the input is a heartbeat at the end of time in every shard.
 */
import type { StreamLog, StreamShard } from "../../lib/engine/index.ts";
import { shardIdOf } from "./shard-of.ts";

/** @param isOpened whether a shard has held a line yet: one that has not holds no window back. */
export function fileLog(shards: number, isOpened: (shard: number) => boolean): StreamLog {
  const all = Array.from({ length: shards }, (_, i): StreamShard => {
    return { shardId: shardIdOf(i), parents: [], closed: false, hashKey: "0" };
  });
  return {
    listShards: async () => all.filter((_, i) => isOpened(i)),
    waitingSince: async () => 0,
    putHeartbeat: async () => {
      throw new Error("Cannot put a heartbeat into a file: its shards are never idle");
    },
  };
}
