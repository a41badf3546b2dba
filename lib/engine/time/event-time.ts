/**
 * Event time: when a thing happened, in milliseconds since 1970-01-01T00:00:00Z. May be negative.
 *
 * It is one of three times that are never mixed: event time (the record), ingestion time (when the stream
 * received it) and processing time (the worker's clock). Only event time chooses windows.
 */
export type EventTimeMs = number & { readonly __time: "event" };

/** The range of a JavaScript date: +-100,000,000 days around 1970 (ECMA-262, 21.4.1.1). */
const LIMIT_MS = 8.64e15;

/** The watermark of a shard that has seen nothing: every event is still expected. */
export const BEGINNING_OF_TIME = -LIMIT_MS as EventTimeMs;

/** A watermark that completes and retires every window: no event is expected any more. */
export const END_OF_TIME = LIMIT_MS as EventTimeMs;

/** True for a whole number of milliseconds that a date can express. */
export function isEventTime(value: number): value is EventTimeMs {
  return Number.isInteger(value) && value >= -LIMIT_MS && value <= LIMIT_MS;
}

/** Brands a number as an event time; throws a RangeError for one that no date can express. */
export function eventTime(value: number): EventTimeMs {
  if (!isEventTime(value)) {
    throw new RangeError(
      `Cannot use ${value} as an event time: expected whole milliseconds within +-${LIMIT_MS}`,
    );
  }
  return value;
}

export function later(one: EventTimeMs, other: EventTimeMs): EventTimeMs {
  return one >= other ? one : other;
}
