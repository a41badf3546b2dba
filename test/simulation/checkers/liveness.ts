/**
 * Once faults stop, everything drains: every record is behind its shard's high-water mark, every window is closed
 * and its state deleted, every timer has gone off, but for what delivery gave up, and no error stays without a fault that explains it.
 */
import { BEFORE_FIRST } from "../../../lib/engine/index.ts";
import type { DiscardedRange } from "../../../lib/testing/event-source-mapping.ts";
import type { StreamRecord } from "../../../lib/testing/simulated-stream.ts";
import type { CheckerFactory } from "./checker.ts";

export const liveness: CheckerFactory = (report) => ({
  async atEnd({ world }) {
    for (const shard of world.stream.shards.values()) {
      const progress = await world.state.readProgress(shard.shardId);
      const waiting = shard.records.filter(
        ({ sequenceNumber }) => sequenceNumber > (progress?.highWaterMark ?? BEFORE_FIRST),
      );
      if (waiting.some((record) => !isGivenUp(world.discarded, record))) {
        report(`${shard.shardId} does not drain`);
      }
      const [timer] = progress?.timers ?? [];
      if (timer !== undefined && !shard.closed) report(`${shard.shardId} still waits for ${timer.timerMs}`);
      const openEnd = await world.state.lastWindowEnd(shard.shardId);
      if (openEnd !== undefined) report(`${shard.shardId} still holds a window that ends at ${openEnd}`);
    }
    for (const defect of world.defects.slice(0, 3)) report(`unexplained error: ${defect}`);
  },
});

function isGivenUp(ranges: readonly DiscardedRange[], { shardId, sequenceNumber }: StreamRecord): boolean {
  return ranges.some(
    (range) => range.shardId === shardId && range.first <= sequenceNumber && sequenceNumber <= range.last,
  );
}
