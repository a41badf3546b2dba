/**
 * What a fleet sends: one record a slot of time, sensors in turn, with chaos mixed in. Every record says what must
 * become of it, so a run can be checked against what its generator knows.
 *
 * The promises hold as long as a sensor's records reach their shard in order: an expired record is made only behind
 * a reading of the same sensor that has moved its shard's watermark far enough. Where a kind is impossible for the
 * moment (nothing to be late for yet), the reading is sent plainly.
 */
import { iotTopology } from "../topology.ts";
import {
  drawKind,
  expiredTime,
  futureTime,
  latenessBounds,
  lateTime,
  malformed,
  OUTCOMES,
  outOfOrderTime,
  type Random,
  RecentRecords,
  type TrafficRecord,
  type RecordKind,
  straggleMaxMs,
} from "../../traffic/index.ts";
import { READING_VIOLATIONS } from "./reading-violations.ts";
import { reading } from "./reading.ts";
import { evenAtMost, oddAtLeast, ReadingTimes } from "./reading-times.ts";
import { type Sensor, type SensorFleet, sensorInTurn } from "./sensor-fleet.ts";

export interface TrafficOptions {
  readonly fleet: SensorFleet;
  /** The share of records that are chaos, 0 to 1. */
  readonly chaos: number;
  readonly random: Random;
}

const encoder = new TextEncoder();

export class SensorTraffic {
  readonly #fleet: SensorFleet;
  readonly #chaos: number;
  readonly #random: Random;
  readonly #bounds = latenessBounds(iotTopology());
  readonly #times = new ReadingTimes(straggleMaxMs(this.#bounds));
  readonly #recent = new RecentRecords();
  #turn = 0;

  constructor({ fleet, chaos, random }: TrafficOptions) {
    this.#fleet = fleet;
    this.#chaos = chaos;
    this.#random = random;
  }

  /** The record of the slot at `slotMs`, ms since 1970; slots must not go back. */
  next(slotMs: number): TrafficRecord {
    const nowMs = evenAtMost(slotMs);
    const sensor = sensorInTurn(this.#fleet, this.#turn);
    this.#turn += 1;
    const kind = drawKind(this.#chaos, this.#random);
    switch (kind) {
      case "on_time":
        return this.#plain(sensor, nowMs);
      case "duplicate":
        return this.#recent.duplicate(nowMs, this.#random) ?? this.#plain(sensor, nowMs);
      case "malformed":
        return this.#malformed(sensor, nowMs);
      case "future":
        return this.#record(sensor, futureTime(this.#bounds, nowMs, this.#random), kind);
      default:
        return this.#straggler(sensor, nowMs, kind) ?? this.#plain(sensor, nowMs);
    }
  }

  #plain(sensor: Sensor, nowMs: number): TrafficRecord {
    const timeMs = this.#times.takeTurn(sensor.number, nowMs);
    const record = this.#record(sensor, timeMs, "on_time");
    this.#recent.push(record, nowMs);
    return record;
  }

  #straggler(
    sensor: Sensor,
    nowMs: number,
    kind: "out_of_order" | "late" | "expired",
  ): TrafficRecord | undefined {
    const timeMs = this.#straggleTime(this.#times.lastTurnMs(sensor.number), nowMs, kind);
    if (timeMs === undefined) return undefined;
    return this.#record(sensor, this.#times.claim(sensor.number, oddAtLeast(timeMs), nowMs), kind);
  }

  #straggleTime(
    seenMs: number | undefined,
    nowMs: number,
    kind: "out_of_order" | "late" | "expired",
  ): number | undefined {
    if (kind === "out_of_order") return outOfOrderTime(this.#bounds, nowMs, this.#random);
    if (seenMs === undefined) return undefined;
    if (kind === "late") return lateTime(this.#bounds, seenMs, nowMs, this.#random);
    return expiredTime(this.#bounds, seenMs, this.#random);
  }

  #malformed(sensor: Sensor, nowMs: number): TrafficRecord {
    const original = reading(sensor, nowMs, this.#random);
    const { data, reason } = malformed(original, READING_VIOLATIONS, this.#random);
    return this.#labelled(sensor, data, "malformed", original.status === "anomaly", reason);
  }

  #record(sensor: Sensor, timeMs: number, kind: RecordKind): TrafficRecord {
    const event = reading(sensor, Math.floor(timeMs), this.#random);
    const reason = kind === "future" ? "future_timestamp" : null;
    const data = encoder.encode(JSON.stringify(event));
    return this.#labelled(sensor, data, kind, event.status === "anomaly", reason);
  }

  #labelled(
    sensor: Sensor,
    data: Uint8Array,
    kind: RecordKind,
    isAnomaly: boolean,
    reason: string | null,
  ): TrafficRecord {
    const { id: partitionKey, type } = sensor;
    return { partitionKey, data, kind, outcome: OUTCOMES[kind], reason, type: type.name, isAnomaly };
  }
}
