/**
 * Count, sum, minimum, maximum, mean and variance of a number per event, in one pass.
 *
 * The mean and the sum of squared deviations are updated by Welford (Technometrics 4, 1962) and merged by
 * Chan, Golub and LeVeque (Am. Stat. 37, 1983): no cancellation when the mean is large against the spread.
 * `variance` is the population's (divided by n); it is 0 for one event. What is beyond the largest double is the largest double.
 */
import type { Aggregate } from "./aggregate.ts";
import { finite, saturated } from "./finite.ts";

/** `[count, sum, min, max, mean, sumOfSquaredDeviations]`; a tuple, so that hundreds of keys store small. */
export type StatsState = [number, number, number, number, number, number];

export interface Stats {
  readonly count: number;
  readonly sum: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly variance: number | null;
}

export function stats<Event>(value: (event: Event) => number): Aggregate<Event, StatsState, Stats> {
  return {
    input: (event) => finite(value(event), "stats"),
    zero: () => [0, 0, 0, 0, 0, 0],
    add: addToStats,
    merge: mergeStats,
    clone: cloneStats,
    result: statsOf,
  };
}

function addToStats(state: StatsState, input: number): StatsState {
  const count = state[0] + 1;
  let delta = input - state[4];
  let mean = state[4] + delta / count;
  let sum = state[1] + input;
  let squares = state[5] + delta * (input - mean);
  // One look, which takes less than to bound each: this runs for every event.
  if (!Number.isFinite(sum + squares)) {
    delta = saturated(delta);
    mean = state[4] + delta / count;
    sum = saturated(sum);
    squares = saturated(state[5] + delta * (input - mean));
  }
  state[2] = count === 1 || input < state[2] ? input : state[2];
  state[3] = count === 1 || input > state[3] ? input : state[3];
  state[0] = count;
  state[1] = sum;
  state[4] = mean;
  state[5] = squares;
  return state;
}

function cloneStats([count, sum, min, max, mean, squares]: StatsState): StatsState {
  return [count, sum, min, max, mean, squares];
}

function mergeStats(one: StatsState, other: StatsState): StatsState {
  if (one[0] === 0) return [...other];
  if (other[0] === 0) return [...one];
  const count = one[0] + other[0];
  const delta = saturated(other[4] - one[4]);
  const mean = (one[0] * one[4] + other[0] * other[4]) / count;
  return [
    count,
    saturated(one[1] + other[1]),
    Math.min(one[2], other[2]),
    Math.max(one[3], other[3]),
    Number.isFinite(mean) ? mean : one[4] + delta * (other[0] / count),
    saturated(one[5] + other[5] + (delta * delta * one[0] * other[0]) / count),
  ];
}

function statsOf([count, sum, min, max, mean, squares]: StatsState): Stats {
  if (count === 0) return { count: 0, sum: 0, min: null, max: null, mean: null, variance: null };
  return { count, sum, min, max, mean, variance: squares / count };
}
