/**
 * The values that sensors measure. A normal value lies in its type's normal band, an anomalous one outside of the
 * band and inside the range, both after noise (+-0.1) and rounding (2 decimals): what noise would carry over an end
 * is mirrored back.
 *
 * Half of the anomalies are high, in `[1.5 * normal max, range max]`, half low, in `[range min, 0.5 * normal min]`.
 * Where such an interval is empty (pressure; voltage) the value of the range that is nearest to it is taken: 1050 hPa
 * for `[1530, 1050]`, which is out of band as well.
 */
import type { Band, SensorType } from "../sensors.ts";
import { foldInto } from "./fold-into.ts";
import { type Random, uniform } from "../../traffic/index.ts";

/** Values are multiples of it; also the least distance of an anomaly from the band. */
const RESOLUTION = 0.01;
const NOISE = 0.1;
const HIGH_FACTOR = 1.5;
const LOW_FACTOR = 0.5;

const DAY_MS = 86_400_000;
/** Temperatures are highest at 15:00 UTC and lowest at 03:00. */
const WARMEST_MS = (15 / 24) * DAY_MS;
const DAY_CYCLE_DEGREES = 2;

/** A value in the normal band. Temperatures swing by 2 degrees over the day, in a band narrowed by as much. */
export function normalValue(type: SensorType, eventTimeMs: number, random: Random): number {
  const { min, max } = type.normal;
  const swing = type.name === "temperature" ? DAY_CYCLE_DEGREES : 0;
  const cycle = swing === 0 ? 0 : swing * Math.cos((2 * Math.PI * (eventTimeMs - WARMEST_MS)) / DAY_MS);
  return measured(uniform(random, min + swing, max - swing) + cycle, type.normal, random);
}

/** A value outside of the normal band, high or low with equal chance. */
export function anomalousValue({ range, normal }: SensorType, random: Random): number {
  if (random() < 0.5) {
    const value = uniform(random, Math.min(HIGH_FACTOR * normal.max, range.max), range.max);
    return measured(value, { min: normal.max + RESOLUTION, max: range.max }, random);
  }
  const value = uniform(random, range.min, Math.max(LOW_FACTOR * normal.min, range.min));
  return measured(value, { min: range.min, max: normal.min - RESOLUTION }, random);
}

/** The interval's ends are multiples of the resolution, so rounding cannot leave it. */
function measured(value: number, interval: Band, random: Random): number {
  const noisy = foldInto(value + uniform(random, -NOISE, NOISE), interval);
  // Adding 0 turns -0, which JSON cannot say, into 0.
  return Math.round(noisy / RESOLUTION) / (1 / RESOLUTION) + 0;
}
