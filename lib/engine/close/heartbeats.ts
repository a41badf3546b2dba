/**
 * Idle shards are moved on by heartbeats: control records in the shard's own log that say "the watermark is at
 * least this from here on". So an idle shard's verdicts, too, are a function of its log: a record before the
 * heartbeat is judged without it, one behind it with it, however deliveries interleave.
 *
 * Idle means that the stream holds nothing after the shard's high-water mark, for `idleAfter`; silence alone
 * may be a backlog that keeps failing. Beside active shards an idle one follows their minimum. When all are
 * idle the watermark moves on at the pace of the clock, until the last window is retired; then nothing runs.
 * Behind a reshard that nothing followed the new shards are born by their heartbeats, since the old take none.
 */

import type { StreamShard } from "../state/ports.ts";
import type { ShardProgress } from "../state/progress.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import { type WatermarkStrategy, watermarkOf } from "../time/watermark.ts";
import { isLive, type SeenShard } from "./pipeline-watermark.ts";

export interface Heartbeat {
  readonly shard: StreamShard;
  readonly watermarkMs: EventTimeMs;
}

/**
 * @param shards all shards of the stream.
 * @param progresses those of all shards that the state knows, gone or not.
 * @param neededMs the watermark at which the last window that holds state is retired; undefined for none.
 * @param nowMs the closer's clock.
 */
export function dueHeartbeats(
  strategy: WatermarkStrategy,
  shards: readonly SeenShard[],
  progresses: readonly ShardProgress[],
  neededMs: EventTimeMs | undefined,
  nowMs: number,
): readonly Heartbeat[] {
  if (neededMs === undefined) return [];
  const live = shards.filter(isLive);
  const isQuiet = progresses.every(({ activeAtMs }) => nowMs - activeAtMs >= strategy.idleAfterMs);
  if (live.length === 0 && !isQuiet) return [];
  const idle =
    live.length === 0
      ? shards.filter(({ shard }) => !shard.closed)
      : live.filter((shard) => isIdle(strategy, shard, nowMs));
  const active = live.filter((shard) => !idle.includes(shard));
  if (active.some(({ progress }) => progress === undefined)) return [];
  const pace = active.length > 0 ? minimum(active) : clockPace(strategy, progresses, nowMs);
  const targetMs = Math.min(pace, neededMs) as EventTimeMs;
  return idle.flatMap(({ shard, progress }) =>
    progress === undefined || progress.watermarkMs < targetMs ? [{ shard, watermarkMs: targetMs }] : [],
  );
}

function isIdle(
  strategy: WatermarkStrategy,
  { shard, progress, isDrained }: SeenShard,
  nowMs: number,
): boolean {
  if (shard.closed || progress === undefined || !isDrained) return false;
  return nowMs - progress.activeAtMs >= strategy.idleAfterMs;
}

function minimum(shards: readonly SeenShard[]): number {
  return Math.min(...shards.map(({ progress }) => progress?.watermarkMs ?? Number.POSITIVE_INFINITY));
}

/** Where the newest shard's own watermark would be, had event time gone on since its last record. */
function clockPace(strategy: WatermarkStrategy, progresses: readonly ShardProgress[], nowMs: number): number {
  const paces = progresses.map(
    ({ maxEventTimeMs, activeAtMs }) =>
      watermarkOf(strategy, maxEventTimeMs) + Math.max(0, nowMs - activeAtMs),
  );
  return Math.max(...paces);
}
