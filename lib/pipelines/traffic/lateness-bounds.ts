/**
 * How far a reading's time may stray before a topology treats it otherwise, and times that stray by just so much.
 *
 * They are read from the topology itself, so that what the generator expects of a record cannot drift from what the
 * engine does with it. All windows are tumbling: `[n * size, n * size + size)`.
 */
import type { AnyTopology } from "../../engine/index.ts";
import { type Random, uniform } from "./random.ts";

export interface LatenessBounds {
  readonly outOfOrdernessMs: number;
  readonly windowSizeMs: number;
  readonly allowedLatenessMs: number;
  readonly maxAheadMs: number;
}

/** How long a record may wait for being sent again without its shard's watermark overtaking it. */
const RESEND_MARGIN_MS = 15_000;
const EXPIRED_SPREAD_MS = 300_000;
const AHEAD_MARGIN_MS = 60_000;
const AHEAD_SPREAD_MS = 86_400_000;
/** Kept free at the end of an interval for times that move on because another reading has theirs. */
const SLACK_MS = 1000;

/** How far behind the present the times of this file can lie; older ones cannot come twice. */
export function straggleMaxMs({ outOfOrdernessMs, windowSizeMs, allowedLatenessMs }: LatenessBounds): number {
  return outOfOrdernessMs + 2 * windowSizeMs + allowedLatenessMs + EXPIRED_SPREAD_MS + SLACK_MS;
}

/** @throws RangeError unless the topology has one windowed operator, with tumbling windows. */
export function latenessBounds({ name, source, operators }: AnyTopology): LatenessBounds {
  const windowings = Object.values(operators).flatMap(({ windowing }) => windowing ?? []);
  const [windowing] = windowings;
  if (windowing === undefined || windowings.length > 1 || windowing.assigner.kind !== "tumbling") {
    throw new RangeError(
      `Cannot tell when events of ${name} expire: expected one operator on tumbling windows`,
    );
  }
  return {
    outOfOrdernessMs: source.watermark.outOfOrdernessMs,
    windowSizeMs: windowing.assigner.maxSizeMs,
    allowedLatenessMs: windowing.allowedLatenessMs,
    maxAheadMs: source.watermark.maxAheadMs,
  };
}

/** A time before `nowMs` by at most the out-of-orderness: behind its neighbours, not behind the watermark. */
export function outOfOrderTime({ outOfOrdernessMs }: LatenessBounds, nowMs: number, random: Random): number {
  return nowMs - uniform(random, 1, outOfOrdernessMs);
}

/**
 * A time in the window that closed last. The shard's watermark lies between `seenMs` and `nowMs`, each less the
 * out-of-orderness; undefined when the window may be open still, or retired by the time that the record arrives.
 *
 * @param seenMs an event time that the shard has surely seen.
 */
export function lateTime(
  bounds: LatenessBounds,
  seenMs: number,
  nowMs: number,
  random: Random,
): number | undefined {
  const { outOfOrdernessMs, windowSizeMs, allowedLatenessMs } = bounds;
  const endMs = floorTo(seenMs - outOfOrdernessMs, windowSizeMs);
  if (nowMs - outOfOrdernessMs + RESEND_MARGIN_MS >= endMs + allowedLatenessMs) return undefined;
  return uniform(random, endMs - windowSizeMs, endMs - SLACK_MS);
}

/**
 * A time whose window is retired for certain: `end + allowedLateness <= seenMs - outOfOrderness`.
 *
 * @param seenMs an event time that the shard has surely seen.
 */
export function expiredTime(bounds: LatenessBounds, seenMs: number, random: Random): number {
  const { outOfOrdernessMs, windowSizeMs, allowedLatenessMs } = bounds;
  const endMs = floorTo(seenMs - outOfOrdernessMs - allowedLatenessMs, windowSizeMs);
  return endMs - SLACK_MS - uniform(random, 0, EXPIRED_SPREAD_MS);
}

/** A time so far ahead that it still is when the record arrives, up to a day more. */
export function futureTime({ maxAheadMs }: LatenessBounds, nowMs: number, random: Random): number {
  return nowMs + maxAheadMs + AHEAD_MARGIN_MS + uniform(random, 0, AHEAD_SPREAD_MS);
}

function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step;
}
