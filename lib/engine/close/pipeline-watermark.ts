/**
 * The pipeline's watermark is the minimum over its live shards: every window that it has passed is complete.
 *
 * Live is every shard that may still fold an event: one with progress that is not a parent that is done, and one
 * without progress in which records wait (it holds the watermark at the floor). An open shard that has never
 * held a record does not hold anything back: its first event will start from the floor. When no shard is live, as
 * after a reshard behind which nothing came, the watermark moves on once a heartbeat has born a shard.
 */
import type { StreamLog, StreamShard } from "../state/ports.ts";
import type { ShardProgress } from "../state/progress.ts";
import { BEFORE_FIRST } from "../state/sequence-number.ts";
import { BEGINNING_OF_TIME, type EventTimeMs } from "../time/event-time.ts";

export interface SeenShard {
  readonly shard: StreamShard;
  /** undefined for a shard that has not been processed yet. */
  readonly progress: ShardProgress | undefined;
  /** When the first record after the shard's high-water mark arrived, ms since 1970; null for a drained shard. */
  readonly waitingSinceMs: number | null;
  /** True when a shard that continues this one has been processed: delivery has ended here, drained or given up. */
  readonly isFollowed: boolean;
}

/** All shards of the stream, each beside its progress. */
export async function lookAtShards(
  stream: StreamLog,
  progresses: readonly ShardProgress[],
): Promise<readonly SeenShard[]> {
  const progressOf = new Map(progresses.map((progress) => [progress.shardId, progress]));
  const shards = await stream.listShards();
  const isFollowed = (shardId: string): boolean =>
    shards.some(
      (child) =>
        child.parents.includes(shardId) && (progressOf.has(child.shardId) || isFollowed(child.shardId)),
    );
  return Promise.all(
    shards.map(async (shard): Promise<SeenShard> => {
      const progress = progressOf.get(shard.shardId);
      const position = progress?.highWaterMark ?? BEFORE_FIRST;
      const waitingSinceMs = await stream.waitingSince(shard.shardId, position);
      return { shard, progress, waitingSinceMs, isFollowed: isFollowed(shard.shardId) };
    }),
  );
}

export function isLive({ shard, progress, waitingSinceMs, isFollowed }: SeenShard): boolean {
  if (isFollowed) return false;
  return waitingSinceMs !== null || (progress !== undefined && !shard.closed);
}

/** The minimum, never below the floor; undefined when no shard is live. */
export function pipelineWatermark(live: readonly SeenShard[], floorMs: EventTimeMs): EventTimeMs | undefined {
  if (live.length === 0) return undefined;
  const watermarks = live.map(({ progress }) => progress?.watermarkMs ?? floorMs);
  return Math.max(floorMs, Math.min(...watermarks)) as EventTimeMs;
}

/** A shard in which records wait, and how far it has come. */
export interface WaitingShard {
  readonly shardId: string;
  readonly watermarkMs: number;
}

/** Of a shard that has no watermark yet, the arrival of its first record stands for it. */
export function waitingShards(shards: readonly SeenShard[]): readonly WaitingShard[] {
  return shards.filter(isLive).flatMap(({ shard, progress, waitingSinceMs }) => {
    if (waitingSinceMs === null) return [];
    const reachedMs = progress?.watermarkMs ?? BEGINNING_OF_TIME;
    const watermarkMs = reachedMs === BEGINNING_OF_TIME ? waitingSinceMs : reachedMs;
    return [{ shardId: shard.shardId, watermarkMs }];
  });
}
