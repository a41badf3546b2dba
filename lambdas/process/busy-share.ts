/**
 * The share of time in which a shard's processor was busy, over stretches of at least ten seconds: at 100 the shard
 * gets as much as it can be given, and what comes beyond that waits in the stream.
 *
 * A stretch begins with a batch and ends with one, so that a shard of which nothing comes is not measured. Batches that
 * another container took in between are missing from it; Lambda keeps a shard in one container while it is busy.
 */
const STRETCH_MIN_MS = 10_000;
/** After a longer silence a shard may have been elsewhere: a stretch begins anew. */
const SILENCE_MAX_MS = 60_000;

interface Stretch {
  beginMs: number;
  lastEndMs: number;
  busyMs: number;
}

export class BusyShare {
  readonly #stretches = new Map<string, Stretch>();

  /**
   * Counts a batch of the shard, in `[beginMs, endMs)` of a clock that never goes back.
   * @returns the percentage when a stretch is complete with it.
   */
  count(shardId: string, beginMs: number, endMs: number): number | undefined {
    const known = this.#stretches.get(shardId);
    const isContinued = known !== undefined && beginMs - known.lastEndMs <= SILENCE_MAX_MS;
    const stretch = isContinued ? known : { beginMs, lastEndMs: endMs, busyMs: 0 };
    stretch.busyMs += endMs - beginMs;
    stretch.lastEndMs = endMs;
    const lengthMs = endMs - stretch.beginMs;
    if (lengthMs < STRETCH_MIN_MS) {
      this.#stretches.set(shardId, stretch);
      return undefined;
    }
    this.#stretches.set(shardId, { beginMs: endMs, lastEndMs: endMs, busyMs: 0 });
    return (100 * stretch.busyMs) / lengthMs;
  }
}
