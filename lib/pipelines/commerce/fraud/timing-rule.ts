/**
 * Regular timing: people pause as they please, scripts do not. Judged is the coefficient of variation of the last gaps
 * between a session's acts: 0 for a metronome, 1 for chance.
 */
import { type SlidingLog, slidingAt } from "../../../engine/aggregate/sliding.ts";
import { type Finding, shortNumber } from "./finding.ts";
import { ACT } from "./fraud-state.ts";
import type { FraudThresholds } from "./fraud-thresholds.ts";

/** Many shops write whole seconds; when all times of a run are, that is taken for the clock's resolution. */
const COARSE_RESOLUTION_MS = 1000;

/** @param acts of one session, with the event that is judged. */
export function judgeTiming(
  acts: SlidingLog,
  { windowMs, gaps, variation, resolutions }: FraudThresholds["timing"],
): Finding[] {
  if (acts.length <= gaps) return [];
  const newestMs = acts[acts.length - 1]?.[ACT.time] ?? 0;
  const times = slidingAt(acts.slice(-gaps - 1), newestMs + 1, windowMs).map((act) => act[ACT.time]);
  if (times.length <= gaps) return [];
  const resolutionMs = times.every((time) => time % COARSE_RESOLUTION_MS === 0) ? COARSE_RESOLUTION_MS : 1;
  const meanMs = (newestMs - (times[0] as number)) / gaps;
  if (meanMs < resolutions * resolutionMs) return [];
  const measured = deviationOf(times, meanMs) / meanMs;
  if (measured > variation) return [];
  return [
    {
      rule: "regular_timing",
      subjectKind: "session",
      eventTimeMs: newestMs,
      windowMs,
      value: shortNumber(measured),
      threshold: variation,
      // Twice the threshold for a metronome, also where the threshold is a metronome's.
      excess: measured === 0 ? 2 : 2 - measured / variation,
      isFresh: true,
      text: `gaps of ${shortNumber(meanMs / 1000)} s vary by ${shortNumber(measured)} of themselves, up to ${variation} suspicious`,
    },
  ];
}

/** Of the gaps between the times, around their mean. */
function deviationOf(times: readonly number[], meanMs: number): number {
  let squares = 0;
  for (let i = 1; i < times.length; i++) {
    squares += ((times[i] as number) - (times[i - 1] as number) - meanMs) ** 2;
  }
  return Math.sqrt(squares / (times.length - 1));
}
