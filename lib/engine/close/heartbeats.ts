/**
 * Idle shards are moved on by heartbeats: control records in the shard's own log that say "the watermark is at
 * least this from here on". So an idle shard's verdicts, too, are a function of its log: a record before the
 * heartbeat is judged without it, one behind it with it, however deliveries interleave.
 *
 * Idle means that the stream holds nothing after the shard's high-water mark, for `idleAfter`; silence alone
 * may be a backlog that keeps failing. Beside active shards an idle one follows their minimum. When all are
 * idle the watermark moves on at the pace of the clock, until the last window is retired; then nothing runs.
 */

import type { StreamShard } from "../state/ports.ts";
import type { ShardProgress } from "../state/progress.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import { type WatermarkStrategy, watermarkOf } from "../time/watermark.ts";
import type { LiveShard } from "./pipeline-watermark.ts";

export interface Heartbeat {
  readonly shard: StreamShard;
  readonly watermarkMs: EventTimeMs;
}

/**
 * @param neededMs the watermark at which the last window that holds state is retired; undefined for none.
 * @param nowMs the closer's clock.
 */
export function dueHeartbeats(
  strategy: WatermarkStrategy,
  live: readonly LiveShard[],
  neededMs: EventTimeMs | undefined,
  nowMs: number,
): readonly Heartbeat[] {
  if (neededMs === undefined) return [];
  const idle = live.filter((shard) => isIdle(strategy, shard, nowMs));
  const active = live.filter((shard) => !idle.includes(shard));
  if (active.some(({ progress }) => progress === undefined)) return [];
  const pace = active.length > 0 ? minimum(active) : clockPace(strategy, idle, nowMs);
  const targetMs = Math.min(pace, neededMs) as EventTimeMs;
  return idle.flatMap(({ shard, progress }) =>
    progress !== undefined && progress.watermarkMs < targetMs ? [{ shard, watermarkMs: targetMs }] : [],
  );
}

function isIdle(
  strategy: WatermarkStrategy,
  { shard, progress, isDrained }: LiveShard,
  nowMs: number,
): boolean {
  if (shard.closed || progress === undefined || !isDrained) return false;
  return nowMs - progress.activeAtMs >= strategy.idleAfterMs;
}

function minimum(shards: readonly LiveShard[]): number {
  return Math.min(...shards.map(({ progress }) => progress?.watermarkMs ?? Number.POSITIVE_INFINITY));
}

/** Where the newest shard's own watermark would be, had event time gone on since its last record. */
function clockPace(strategy: WatermarkStrategy, idle: readonly LiveShard[], nowMs: number): number {
  const paces = idle.map(({ progress }) => progressPace(strategy, progress, nowMs));
  return Math.max(...paces);
}

function progressPace(
  strategy: WatermarkStrategy,
  progress: ShardProgress | undefined,
  nowMs: number,
): number {
  if (progress === undefined) return Number.NEGATIVE_INFINITY;
  return watermarkOf(strategy, progress.maxEventTimeMs) + Math.max(0, nowMs - progress.activeAtMs);
}
