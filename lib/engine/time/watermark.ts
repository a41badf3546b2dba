/**
 * A watermark w promises that no event with `eventTime < w` is still expected (exclusive, as in Kafka Streams
 * and bytewax; Flink's is inclusive, one millisecond lower).
 *
 * Each shard has its own: `max(eventTime seen) - outOfOrderness`. It never goes back. The pipeline's watermark
 * is the minimum over the live shards.
 */
import type { DurationMs } from "./duration.ts";
import { millis } from "./duration.ts";
import { BEGINNING_OF_TIME, type EventTimeMs } from "./event-time.ts";

export interface WatermarkStrategy {
  /** How far the watermark trails the largest event time, ms. */
  readonly outOfOrdernessMs: DurationMs;
  /** How long the stream must hold nothing new for a shard before the shard counts as idle, ms. */
  readonly idleAfterMs: DurationMs;
  /** How far an event time may lie in front of its arrival; farther ones are rejected as `future_timestamp`. */
  readonly maxAheadMs: DurationMs;
}

export interface WatermarkOptions {
  readonly idleAfter: DurationMs;
  readonly maxAhead: DurationMs;
}

/**
 * Events may arrive up to `outOfOrderness` behind the newest one seen in their shard.
 *
 * @example boundedOutOfOrderness(seconds(5), { idleAfter: seconds(30), maxAhead: minutes(1) })
 */
export function boundedOutOfOrderness(
  outOfOrderness: DurationMs,
  options: WatermarkOptions,
): WatermarkStrategy {
  return {
    outOfOrdernessMs: millis(outOfOrderness),
    idleAfterMs: millis(options.idleAfter),
    maxAheadMs: millis(options.maxAhead),
  };
}

/** The watermark that an event time allows by itself, before monotony is applied. */
export function watermarkOf(strategy: WatermarkStrategy, eventTimeMs: EventTimeMs): EventTimeMs {
  return Math.max(eventTimeMs - strategy.outOfOrdernessMs, BEGINNING_OF_TIME) as EventTimeMs;
}
