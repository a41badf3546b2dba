/**
 * The pipeline's own adaptive detector over a series, in one of two ways:
 *
 *   held   its limits are those that it had learnt when the calibration part ended; they do not move afterwards
 *   live   it goes on learning from every reading, as in the pipeline
 *
 * Averages follow the readings in both, as the average of the EWMA chart does. An alarm is an anomaly that it
 * raises.
 */
import {
  type AdaptiveState,
  initialAdaptiveState,
  observe,
} from "../../lib/pipelines/iot/adaptive-detector.ts";
import { limitOf } from "../../lib/pipelines/iot/tail-limit.ts";

export type LimitPolicy = "held" | "live";

export interface AdaptiveAlarms {
  readonly alarms: readonly number[];
  /** The limits learnt from the calibration part. */
  readonly limits: { readonly jump: number; readonly drift: number };
}

export function adaptiveAlarms(
  values: readonly number[],
  calibrationCount: number,
  policy: LimitPolicy,
): AdaptiveAlarms {
  const alarms: number[] = [];
  let state = initialAdaptiveState;
  let calibrated = initialAdaptiveState;
  for (const [index, value] of values.entries()) {
    const observation = observe(state, value);
    const isHeld = policy === "held" && index >= calibrationCount;
    state = isHeld ? withLimitsOf(calibrated, observation.state) : observation.state;
    if (index < calibrationCount) calibrated = state;
    if (observation.anomaly !== undefined) alarms.push(index);
  }
  return { alarms, limits: { jump: limitOf(calibrated.jump), drift: limitOf(calibrated.drift) } };
}

function withLimitsOf(limits: AdaptiveState, state: AdaptiveState): AdaptiveState {
  const { jump, drift } = limits;
  return {
    ...state,
    jump: { ...state.jump, knee: jump.knee, excess: jump.excess },
    drift: { ...state.drift, knee: drift.knee, excess: drift.excess },
  };
}
