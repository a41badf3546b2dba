/**
 * A file's worth of readings: slot i lies at `start + disorder + i / rate`, its reading's time up to `disorder` before
 * it, so the file is out of order by at most that. A share is late beyond all windows: expired for certain, in any
 * shard. No two readings are equal.
 *
 * Lazy, so that a file of any length needs no more memory than its fleet; equal options give equal bytes.
 */
import { iotTopology } from "../topology.ts";
import { expiredTime, latenessBounds, type Random, straggleMaxMs, uniform } from "../../traffic/index.ts";
import { reading } from "./reading.ts";
import { evenAtLeast, evenAtMost, oddAtLeast, ReadingTimes } from "./reading-times.ts";
import { type Sensor, type SensorFleet, sensorInTurn } from "./sensor-fleet.ts";

export interface DisorderOptions {
  readonly fleet: SensorFleet;
  readonly events: number;
  /** The first time of all but the late share. */
  readonly startMs: number;
  readonly eventsPerSecond: number;
  readonly disorderMs: number;
  /** The share of readings that no window takes, 0 to 1. */
  readonly lateShare: number;
  readonly random: Random;
}

export interface DisorderedReading {
  /** The reading as JSON. */
  readonly text: string;
  readonly isExpired: boolean;
}

export function* disorderedReadings(options: DisorderOptions): Generator<DisorderedReading, void> {
  const { fleet, events, startMs, eventsPerSecond, disorderMs, random } = options;
  const clock = new DisorderedClock(options);
  for (let i = 0; i < events; i++) {
    const sensor = sensorInTurn(fleet, i);
    const slotMs = evenAtMost(startMs + disorderMs + (i * 1000) / eventsPerSecond);
    const { timeMs, isExpired } = clock.timeOf(sensor, slotMs);
    yield { text: JSON.stringify(reading(sensor, timeMs, random)), isExpired };
  }
}

/** The times of readings; what is sure to be expired depends on what was given to the sensor before. */
class DisorderedClock {
  readonly #options: DisorderOptions;
  readonly #bounds = latenessBounds(iotTopology());
  readonly #onTime: ReadingTimes;
  readonly #expired = new ReadingTimes(straggleMaxMs(this.#bounds));
  readonly #seenMs = new Map<number, number>();

  constructor(options: DisorderOptions) {
    this.#options = options;
    this.#onTime = new ReadingTimes(options.disorderMs + 1);
  }

  timeOf({ number }: Sensor, slotMs: number): { readonly timeMs: number; readonly isExpired: boolean } {
    const { disorderMs, lateShare, random } = this.#options;
    const seenMs = this.#seenMs.get(number);
    if (seenMs !== undefined && random() < lateShare) {
      const timeMs = expiredTime(this.#bounds, seenMs, random);
      return { timeMs: this.#expired.claim(number, oddAtLeast(timeMs), slotMs), isExpired: true };
    }
    const disorderedMs = evenAtLeast(slotMs - uniform(random, 0, disorderMs));
    const timeMs = this.#onTime.claim(number, disorderedMs, slotMs);
    this.#seenMs.set(number, Math.max(timeMs, seenMs ?? timeMs));
    return { timeMs, isExpired: false };
  }
}
