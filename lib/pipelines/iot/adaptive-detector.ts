/**
 * Judges the readings of a sensor of unknown type by the sensor's own past: no unit, band or period is known.
 * Two exponentially weighted averages (Roberts 1959), fast f and slow s, give two signals, a control chart
 * for each:
 *
 *   jump   |x - f|   the reading against the recent level: spikes, steps, bursts
 *   drift  |f - s|   the recent level against the long-term one: excursions that grow too slowly to jump
 *
 * An episode raises once, and again only when it gets twice as bad. Averages and limits go on learning, so a
 * level that lasts becomes the normal one.
 */
import { type ControlChart, initialControlChart, readChart } from "./control-chart.ts";
import { significantDigits } from "./significant-digits.ts";
import { limitOf, type TailLimit } from "./tail-limit.ts";

/**
 * Keyed state of one sensor: plain JSON, about 180 bytes. `lead` is the fast minus the slow average; `peak`
 * the jump last raised in the running episode, 0 without one. A type and not an interface, because only a
 * type can be checked against the engine's `Json`.
 */
export type AdaptiveState = {
  readonly seen: number;
  readonly slow: number;
  readonly lead: number;
  readonly peak: number;
  readonly jump: ControlChart;
  readonly drift: ControlChart;
};

export interface Anomaly {
  readonly signal: "jump" | "drift";
  /** How many times the limit: at least 1, at most SCORE_MAX. */
  readonly score: number;
  /** `[min, max]` in which the reading (jump) or the average of the last readings (drift) was expected. */
  readonly expected: { readonly min: number; readonly max: number };
}

export interface Observation {
  readonly state: AdaptiveState;
  readonly anomaly?: Anomaly;
}

export const initialAdaptiveState: AdaptiveState = {
  seen: 0,
  slow: 0,
  lead: 0,
  peak: 0,
  jump: initialControlChart,
  drift: initialControlChart,
};

/**
 * A score is a finite number, also for the first change of a sensor that was constant and whose limit is
 * zero.
 */
export const SCORE_MAX = 1000;

/**
 * Memory of 50 and of 500 readings: recent, and ten times that for what recent is compared with. A fast
 * memory of 30 to 100 does as well.
 */
const FAST_RATE = 1 / 50;
const SLOW_RATE = 1 / 500;

/**
 * Within an episode only a jump twice as large is news: without it, noise just before a failure would hide
 * the failure.
 */
const WORSE_FACTOR = 2;

/**
 * A reading moves the averages as if at most two limits off (winsorised): a glitch of 1e9 must not blind them
 * for days.
 */
const PULL_LIMITS = 2;

/** Readings beyond are judged as this, so that no sum or difference below overflows. */
const LARGEST_VALUE = 1e300;

/** A change under a billionth of the level is rounding in the sensor's arithmetic, not news. */
const ROUNDING_SHARE = 1e-9;

export function observe(state: AdaptiveState, value: number): Observation {
  // Adding zero turns -0, which JSON cannot keep, into 0.
  const reading = Math.max(-LARGEST_VALUE, Math.min(LARGEST_VALUE, value)) + 0;
  const seen = state.seen + 1;
  if (seen === 1) return { state: { ...state, seen, slow: reading } };

  const fast = state.slow + state.lead;
  const error = reading - fast;
  const pull = pullOf(state, error);
  const slow = state.slow + Math.max(1 / seen, SLOW_RATE) * (pull + state.lead);
  const lead = significantDigits(fast + Math.max(1 / seen, FAST_RATE) * pull - slow);
  const tolerance = ROUNDING_SHARE * Math.abs(slow);
  const jump = readChart(state.jump, Math.abs(error), seen, tolerance);
  const drift = readChart(state.drift, Math.abs(lead), seen, tolerance);

  const raisesJump = jump.starts || (jump.over && Math.abs(error) > WORSE_FACTOR * state.peak);
  // After a jump the averages part for a while: that belongs to the jump's episode. A jump during a drift is news.
  const raisesDrift = drift.starts && jump.chart.calmLeft === 0;
  const peakNow = raisesJump ? significantDigits(Math.abs(error)) : state.peak;
  const peak = jump.chart.calmLeft > 0 ? peakNow : 0;
  const next: AdaptiveState = { seen, slow, lead, peak, jump: jump.chart, drift: drift.chart };
  if (raisesJump) return { state: next, anomaly: anomalyOf("jump", error, state.jump, fast) };
  if (raisesDrift) return { state: next, anomaly: anomalyOf("drift", lead, state.drift, slow) };
  return { state: next };
}

/** The error as far as it moves the averages: without bound while there is nothing to bound it by. */
function pullOf(state: AdaptiveState, error: number): number {
  if (state.jump.excess === 0) return error;
  const bound = PULL_LIMITS * limitOf(state.jump);
  return Math.max(-bound, Math.min(bound, error));
}

function anomalyOf(signal: Anomaly["signal"], deviation: number, limits: TailLimit, center: number): Anomaly {
  const limit = limitOf(limits);
  const size = Math.abs(deviation);
  const score = size < limit * SCORE_MAX ? size / limit : SCORE_MAX;
  return { signal, score: significantDigits(score), expected: { min: center - limit, max: center + limit } };
}
