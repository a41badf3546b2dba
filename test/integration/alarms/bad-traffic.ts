/**
 * Records that make a pipeline's alarms true: of another population than the model knows, too late, and unreadable; in event
 * time an hour that is over. And a shop's visits, with some records that nobody can read.
 */
import { CommerceTraffic } from "../../../lib/pipelines/commerce/generator/index.ts";
import { MedicalTraffic } from "../../../lib/pipelines/medical/generator/index.ts";
import { seededRandom } from "../../../lib/pipelines/traffic/index.ts";
import { recordWith } from "../../pipelines/medical/records.ts";

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
const CLICKS = 200;
const UNREADABLE_CLICKS = 3;

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
  return [...drifted, ...expired, ...unreadable(UNREADABLE)];
}

/** Something on every shard that has a page to write. */
export function moreEncounters(): readonly Sendable[] {
  return Array.from({ length: 20 }, (_, i) => {
    const patient = `more-${i}`;
    const record = recordWith({ id: patient, patient_id: patient, timestamp: openHourMs() + 5 * MINUTE_MS });
    return { partitionKey: patient, data: Buffer.from(JSON.stringify(record)) };
  });
}

/** Visits of the last minutes, a tenth of them fraud. */
export function clicks(): readonly Sendable[] {
  const startMs = Date.now() - 3 * MINUTE_MS;
  const population = { users: 50, items: 100, fraudShare: 0.1, seed: SEED };
  const traffic = new CommerceTraffic({ ...population, chaos: 0, random: seededRandom(~SEED) });
  const visits = Array.from({ length: CLICKS }, (_, i) => traffic.next(startMs + i * SLOT_MS));
  return [...visits, ...unreadable(UNREADABLE_CLICKS)];
}

/** Under a key each. */
export function unreadable(count: number): readonly Sendable[] {
  return Array.from({ length: count }, (_, i) => {
    return { partitionKey: `unreadable-${i}`, data: Buffer.from("{not json") };
  });
}
