/** Medical records for tests, and the encounters of the development data where they are present. */
import { existsSync } from "node:fs";
import type { StructuredRecord } from "../../../lib/pipelines/medical/medical-record.ts";

/** Relative to the project's root, where tests run. */
export const ENCOUNTERS = "../shared/data/medical-encounters.dev.jsonl.gz";

export const ENCOUNTERS_PRESENT = existsSync(ENCOUNTERS);

const RECORD: StructuredRecord = {
  id: "enc-1",
  patient_id: 4711,
  age: 72,
  gender: "Female",
  systolic_bp: 135,
  diastolic_bp: 85,
  cholesterol: 210,
  bmi: 27.5,
  diabetes: 1,
  hypertension: 0,
  medication_count: 14,
  length_of_stay: 4,
  discharge_destination: "Home",
  diagnoses: ["428", "250.43", "585"],
  inpatient_visits: 1,
  emergency_visits: 0,
  outpatient_visits: 2,
  lab_procedures: 44,
  procedures: 1,
  diagnosis_count: 9,
  a1c: ">8",
  insulin: "Up",
  timestamp: 1767225600000,
};

export function recordWith(changes: Partial<StructuredRecord> = {}): StructuredRecord {
  return { ...RECORD, ...changes };
}

/** The record without the fields, as sources send it that do not know them. */
export function recordWithout(...fields: (keyof StructuredRecord)[]): StructuredRecord {
  const record = { ...RECORD };
  for (const field of fields) delete record[field];
  return record;
}
