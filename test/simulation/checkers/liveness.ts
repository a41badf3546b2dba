/**
 * Once faults stop, everything drains: every record is behind its shard's high-water mark, every window is closed
 * and its state deleted, nothing was given up, and no error stays without a fault that explains it.
 */
import type { CheckerFactory } from "./checker.ts";

export const liveness: CheckerFactory = (report) => ({
  async atEnd({ world }) {
    for (const shard of world.stream.shards.values()) {
      const progress = await world.state.readProgress(shard.shardId);
      const last = shard.records.at(-1);
      if (last === undefined) continue;
      if (progress === undefined || progress.highWaterMark < last.sequenceNumber) {
        report(`${shard.shardId} does not drain`);
      }
      const openEnd = await world.state.lastWindowEnd(shard.shardId);
      if (openEnd !== undefined) report(`${shard.shardId} still holds a window that ends at ${openEnd}`);
    }
    for (const { shardId, first } of world.discarded) report(`${shardId} gives up at ${first}`);
    for (const defect of world.defects.slice(0, 3)) report(`unexplained error: ${defect}`);
  },
});
