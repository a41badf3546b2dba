/**
 * A file's worth of encounters: slot i lies at `start + disorder + i / rate`, its record's time up to `disorder` before
 * it, so the file is out of order by at most that. A share is late beyond all windows: expired for certain, in any
 * shard, since its patient was on time before.
 *
 * Lazy, so that a file of any length needs no more memory than its patients; equal options give equal bytes.
 */
import { expiredTime, type Random, uniform } from "../../traffic/index.ts";
import { MEDICAL_BOUNDS } from "../medical-source.ts";
import { MedicalRecords, type PopulationOptions } from "./medical-records.ts";
import { SeenPatients } from "./seen-patients.ts";

export interface DisorderedEncountersOptions extends PopulationOptions {
  readonly events: number;
  /** The first time of all but the late share. */
  readonly startMs: number;
  readonly eventsPerSecond: number;
  readonly disorderMs: number;
  /** The share of records that no window takes, 0 to 1. */
  readonly lateShare: number;
  readonly random: Random;
}

export interface DisorderedEncounter {
  /** The record as JSON. */
  readonly text: string;
  readonly isExpired: boolean;
}

export function* disorderedEncounters(
  options: DisorderedEncountersOptions,
): Generator<DisorderedEncounter, void> {
  const { events, startMs, eventsPerSecond, disorderMs, lateShare, random } = options;
  const records = new MedicalRecords(options);
  const seen = new SeenPatients();
  for (let i = 0; i < events; i++) {
    const slotMs = startMs + disorderMs + (i * 1000) / eventsPerSecond;
    const late = random() < lateShare ? seen.draw(random) : undefined;
    const patient = late?.patient ?? records.drawPatient(random);
    const timeMs =
      late === undefined
        ? Math.floor(slotMs - uniform(random, 0, disorderMs))
        : expiredTime(MEDICAL_BOUNDS, late.timeMs, random);
    const isExpired = late !== undefined;
    if (!isExpired) seen.push({ patient, timeMs });
    yield { text: JSON.stringify(records.make(patient, timeMs, startMs, random).record), isExpired };
  }
}
