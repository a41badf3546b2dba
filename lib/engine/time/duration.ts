/**
 * A duration is a whole number of milliseconds, zero or more.
 *
 * Factories name the unit, so a topology reads as prose: `minutes(1)`, `seconds(5)`. Every duration in the
 * engine is carried in a name that ends in `Ms`; no other unit exists past this file.
 */
export type DurationMs = number;

const MILLIS_PER_SECOND = 1000;
const MILLIS_PER_MINUTE = 60 * MILLIS_PER_SECOND;
const MILLIS_PER_HOUR = 60 * MILLIS_PER_MINUTE;
const MILLIS_PER_DAY = 24 * MILLIS_PER_HOUR;

/** A duration of `count` milliseconds. Throws a RangeError unless the result is a whole number of at least 0. */
export function millis(count: number): DurationMs {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`Cannot make a duration of ${count} ms: expected a whole number of at least 0`);
  }
  return count;
}

export const seconds = (count: number): DurationMs => millis(count * MILLIS_PER_SECOND);
export const minutes = (count: number): DurationMs => millis(count * MILLIS_PER_MINUTE);
export const hours = (count: number): DurationMs => millis(count * MILLIS_PER_HOUR);
export const days = (count: number): DurationMs => millis(count * MILLIS_PER_DAY);
