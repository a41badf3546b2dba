/** What the generator makes, and what the pipeline would see of it. */
import type { MedicalRecord } from "../../../../lib/pipelines/medical/medical-record.ts";
import {
  type GeneratedEncounter,
  MedicalRecords,
  type PopulationOptions,
} from "../../../../lib/pipelines/medical/generator/index.ts";
import { readNote, valuesOf } from "../../../../lib/pipelines/medical/notes/index.ts";
import { seededRandom } from "../../../../lib/pipelines/traffic/index.ts";

export const START = Date.UTC(2026, 0, 1);

/** A hospital's 75 records a second. */
const STEP_MS = 1000 / 75;

export function generate(
  count: number,
  options: Partial<PopulationOptions> & { readonly seed: number },
): GeneratedEncounter[] {
  const records = new MedicalRecords({ patients: 10_000, noteShare: 0.1, isDrifted: false, ...options });
  const random = seededRandom(~options.seed);
  return Array.from({ length: count }, (_, i) => {
    const timeMs = START + i * STEP_MS;
    return records.make(records.drawPatient(random), timeMs, timeMs, random);
  });
}

/** The record with what its note tells; structured fields win. */
export function withNote(record: MedicalRecord): MedicalRecord {
  const told = typeof record.note === "string" ? valuesOf(readNote(record.note).features) : {};
  return { ...told, ...record } as MedicalRecord;
}
