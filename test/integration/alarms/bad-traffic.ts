/**
 * Records that make a pipeline's alarms true: of another population than the model knows, too late, and unreadable; in event
 * time an hour that is over. And readings that make every function of the IoT pipeline work once.
 */
import { MedicalTraffic } from "../../../lib/pipelines/medical/generator/index.ts";
import { seededRandom } from "../../../lib/pipelines/traffic/index.ts";
import { recordWith } from "../../pipelines/medical/records.ts";
import { seededReadings } from "../failure-routes/readings.ts";

export interface Sendable {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

const SEED = 20_262;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SLOT_MS = 500;
/** Drift is told of from 200 on. */
const DRIFTED = 320;
/** A sixth of all events, and a third of all records: far over the alarms' few in a hundred. */
const EXPIRED = 60;
const UNREADABLE = 150;
const READINGS = 200;

/** The hour behind this one, which is open as long as nothing newer comes. */
function openHourMs(): number {
  return Math.floor(Date.now() / HOUR_MS) * HOUR_MS - HOUR_MS;
}

/** In this order: what is late is so by the watermark that the first ones made. */
export function badEncounters(): readonly Sendable[] {
  const startMs = openHourMs() + MINUTE_MS;
  const traffic = new MedicalTraffic({
    patients: 200,
    noteShare: 0.3,
    isDrifted: true,
    seed: SEED,
    chaos: 0,
    random: seededRandom(~SEED),
  });
  const drifted = Array.from({ length: DRIFTED }, (_, i) => traffic.next(startMs + i * SLOT_MS));
  const expired = Array.from({ length: EXPIRED }, (_, i) => {
    const patient = `late-${i}`;
    const record = recordWith({ id: patient, patient_id: patient, timestamp: startMs - 2 * HOUR_MS });
    return { partitionKey: patient, data: Buffer.from(JSON.stringify(record)) };
  });
  const unreadable = Array.from({ length: UNREADABLE }, (_, i) => {
    return { partitionKey: `unreadable-${i}`, data: Buffer.from("{not json") };
  });
  return [...drifted, ...expired, ...unreadable];
}

/** Something on every shard that has a page to write. */
export function moreEncounters(): readonly Sendable[] {
  return Array.from({ length: 20 }, (_, i) => {
    const patient = `more-${i}`;
    const record = recordWith({ id: patient, patient_id: patient, timestamp: openHourMs() + 5 * MINUTE_MS });
    return { partitionKey: patient, data: Buffer.from(JSON.stringify(record)) };
  });
}

/** One in fifty is poisoned, and many are far from what is normal. */
export function mixedReadings(): readonly Sendable[] {
  return seededReadings(SEED, READINGS, Date.now() - 2 * MINUTE_MS, MINUTE_MS);
}
