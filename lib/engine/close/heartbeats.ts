/**
 * Idle shards are moved on by heartbeats: control records in the shard's own log that say "the watermark is at
 * least this from here on". So an idle shard's verdicts, too, are a function of its log: a record before the
 * heartbeat is judged without it, one behind it with it, however deliveries interleave.
 *
 * Idle means that the stream holds nothing after the shard's high-water mark, for `idleAfter`; silence alone may be a
 * backlog that keeps failing. Where records wait and nothing has moved for ten times as long, the shard is stuck:
 * they keep failing, or delivery has given them up, which nobody can tell. A heartbeat is right for both: it stands
 * behind them in the log, so that what comes again is judged without it.
 *
 * Beside active shards an idle or stuck one follows their minimum. When there are none the watermark moves on at the
 * pace of the clock, until the last window is retired and the last timer has gone off; then nothing runs. The shards
 * behind a reshard are born by heartbeats when nothing else comes, since the old ones take none.
 */

import type { StreamShard } from "../state/ports.ts";
import type { ShardProgress } from "../state/progress.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import { type WatermarkStrategy, watermarkOf } from "../time/watermark.ts";
import { isLive, type SeenShard } from "./pipeline-watermark.ts";

const STUCK_FACTOR = 10;

export interface Heartbeat {
  readonly shard: StreamShard;
  readonly watermarkMs: EventTimeMs;
}

/**
 * @param shards all shards of the stream.
 * @param progresses those of all shards that the state knows, gone or not.
 * @param neededMs the watermark at which the last window that holds state is retired, or a timer goes off; undefined for none.
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
  if (live.length === 0 && !isQuiet(strategy, progresses, nowMs)) return [];
  const stuck = live.filter((seen) => isStuck(strategy, seen, nowMs));
  // Behind a closed shard that is stuck others wait to be born.
  const isBirthDue = stuck.some(({ shard }) => shard.closed);
  const idle = new Set([
    ...(live.length === 0 ? shards : live.filter((seen) => isIdle(strategy, seen, nowMs))),
    ...stuck,
    ...(isBirthDue ? shards.filter(({ progress }) => progress === undefined) : []),
  ]);
  const active = live.filter((seen) => !idle.has(seen));
  if (active.some(({ progress }) => progress === undefined)) return [];
  const pace = active.length > 0 ? minimum(active) : clockPace(strategy, progresses, nowMs);
  const targetMs = Math.min(pace, neededMs) as EventTimeMs;
  return [...idle].flatMap(({ shard, progress }) => {
    const isBehind = progress === undefined || progress.watermarkMs < targetMs;
    return isBehind && !shard.closed ? [{ shard, watermarkMs: targetMs }] : [];
  });
}

function isQuiet(strategy: WatermarkStrategy, progresses: readonly ShardProgress[], nowMs: number): boolean {
  return progresses.every(({ activeAtMs }) => nowMs - activeAtMs >= strategy.idleAfterMs);
}

function isIdle(
  strategy: WatermarkStrategy,
  { shard, progress, waitingSinceMs }: SeenShard,
  nowMs: number,
): boolean {
  if (shard.closed || progress === undefined || waitingSinceMs !== null) return false;
  return nowMs - progress.activeAtMs >= strategy.idleAfterMs;
}

function isStuck(
  strategy: WatermarkStrategy,
  { progress, waitingSinceMs }: SeenShard,
  nowMs: number,
): boolean {
  if (waitingSinceMs === null) return false;
  const sinceMs = Math.max(waitingSinceMs, progress?.activeAtMs ?? 0);
  return nowMs - sinceMs >= STUCK_FACTOR * strategy.idleAfterMs;
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
