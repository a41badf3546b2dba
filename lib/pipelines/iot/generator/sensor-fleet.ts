/**
 * A fleet of sensors, numbered 1 to `size`: what each is and where it hangs. A sensor keeps its model for life; its
 * battery loses a percent every six hours and is changed at 20 %, so the level is a function of the time.
 */

import type { SensorType } from "../sensors.ts";
import { sensorId, sensorLocation, sensorType } from "../sensors.ts";
import { seededRandom, uniformInteger } from "../../traffic/index.ts";

export interface Sensor {
  readonly number: number;
  readonly id: string;
  readonly type: SensorType;
  readonly location: string;
  /** `MODEL_01` to `MODEL_05`. */
  readonly model: string;
  /** Percents above the level at which the battery is changed, at event time 0. */
  readonly charge: number;
}

export interface SensorFleet {
  readonly size: number;
  readonly sensors: readonly Sensor[];
}

const MODELS = 5;
const BATTERY_MIN = 20;
const BATTERY_MAX = 100;
const BATTERY_LEVELS = BATTERY_MAX - BATTERY_MIN + 1;
const PERCENT_LASTS_MS = 6 * 3_600_000;

/** @throws RangeError unless `sensors` is a whole number of at least 1. */
export function sensorFleet({ sensors, seed }: { sensors: number; seed: number }): SensorFleet {
  if (!Number.isSafeInteger(sensors) || sensors < 1) {
    throw new RangeError(`Cannot make a fleet of ${sensors} sensors: expected a whole number of at least 1`);
  }
  const random = seededRandom(seed);
  const all = Array.from({ length: sensors }, (_, i): Sensor => {
    const number = i + 1;
    return {
      number,
      id: sensorId(number),
      type: sensorType(number),
      location: sensorLocation(number),
      model: `MODEL_0${uniformInteger(random, 1, MODELS)}`,
      charge: uniformInteger(random, 0, BATTERY_LEVELS - 1),
    };
  });
  return { size: sensors, sensors: all };
}

/** The sensor whose turn it is at the n-th reading, n = 0, 1, …: the fleet reports in rounds. */
export function sensorInTurn(fleet: SensorFleet, n: number): Sensor {
  return fleet.sensors[n % fleet.size] as Sensor;
}

/** Percent, 20 to 100. */
export function batteryLevel({ charge }: Sensor, eventTimeMs: number): number {
  const used = charge - Math.floor(eventTimeMs / PERCENT_LASTS_MS);
  return BATTERY_MIN + (((used % BATTERY_LEVELS) + BATTERY_LEVELS) % BATTERY_LEVELS);
}
