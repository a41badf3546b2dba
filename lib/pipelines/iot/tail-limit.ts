/**
 * A control limit learnt from the tail of a signal's own history (peaks over threshold, Pickands 1975, with
 * an exponential tail; streaming use as in SPOT, Siffer et al. 2017), for a signal g >= 0 of any unit and
 * distribution:
 *
 *   knee    q with P(g > q) = 0.05, by stochastic approximation (Robbins and Monro 1951)
 *   excess  mean of (g - q) over the readings with g > q
 *   limit   q + excess * ln(0.05 / 0.0027), which an exponential tail passes with probability 0.0027
 *
 * Invariant: knee >= 0, excess >= 0, both finite, and both scale with the signal.
 */
export type TailLimit = { readonly knee: number; readonly excess: number };

export const initialTailLimit: TailLimit = { knee: 0, excess: 0 };

/**
 * One reading in twenty feeds the tail: rare enough to be tail, frequent enough to be learnt from a hundred
 * readings.
 */
const KNEE_PROBABILITY = 0.05;

/**
 * Chance that a reading passes the limit while nothing is wrong: that of Shewhart's three sigma, 1 in 370.
 * Readings over the limit come in runs, so episodes are rarer. From 0.002 to 0.004 it catches about the same
 * labelled windows.
 */
const ALARM_PROBABILITY = 0.0027;
const EXCESSES_TO_LIMIT = Math.log(KNEE_PROBABILITY / ALARM_PROBABILITY);

/**
 * Forgetting: a hundred exceedances, about two thousand readings. Shorter makes the limit follow the anomaly
 * itself.
 */
const FORGETTING_RATE = 0.01;

/** First steps of the knee shrink as 0.5 / sqrt(n): 1 / n would freeze a poor start. */
const FIRST_STEP = 0.5;

/**
 * An exceedance counts as at most three mean ones, so that one wild reading cannot blind the sensor for long.
 */
const EXCESS_CAP = 3;

export function limitOf(tail: TailLimit): number {
  return tail.knee + tail.excess * EXCESSES_TO_LIMIT;
}

/** Learns from the `count`-th (from 1) value of the signal. */
export function learnTail(tail: TailLimit, signal: number, count: number): TailLimit {
  const step = Math.max(FORGETTING_RATE, FIRST_STEP / Math.sqrt(count)) * tail.excess;
  if (signal <= tail.knee) {
    return { knee: Math.max(0, tail.knee - step * KNEE_PROBABILITY), excess: tail.excess };
  }
  const over = signal - tail.knee;
  // A constant signal leaves a mean of zero: its first change has nothing to be compared with and is taken whole.
  const counted = tail.excess > 0 ? Math.min(over, EXCESS_CAP * tail.excess) : over;
  const weight = Math.max(1 / (1 + count * KNEE_PROBABILITY), FORGETTING_RATE);
  return {
    knee: tail.knee + step * (1 - KNEE_PROBABILITY),
    excess: tail.excess + weight * (counted - tail.excess),
  };
}
