/**
 * A patient's encounter as it arrives: structured, or with a free-text `note` beside or instead of the structured
 * fields. A generator's ranges are not the schema's: patients may be 95 and take 40 medications. Refused is
 * what cannot be: a wrong type, a number that is not finite, a negative age, stay or count, a time that is none.
 * A measurement that was not taken is missing or null; a note that is null is none. Unknown fields are ignored.
 */
import type { ArkErrors } from "arktype";
import { type Check, schemaOf, type } from "../schema.ts";

/** The range of a JavaScript date (ECMA-262, 21.4.1.1). */
const EVENT_TIME_MAX_MS = 8.64e15;

/** Texts of a row are bounded here; an identifier as the engine bounds keys. */
const text = type("string <= 100");
const identifier = type("0 < string <= 256")
  .or("number.integer")
  .describe("a text of 1 to 256 characters or a whole number");

/** JSON's 1e400 is read as infinity, which is no number of anything. */
const finite = type.number.atLeast(-Number.MAX_VALUE).atMost(Number.MAX_VALUE).describe("a finite number");
const amount = type.number
  .atLeast(0)
  .atMost(Number.MAX_VALUE)
  .describe("a finite number that is not negative");
const measurement = finite.or("null");
const flag = type.unit(0).or(type.unit(1)).configure({ expected: "0 or 1" });
const gender = type("'Male' | 'Female' | 'Other'");
const destination = type("'Home' | 'Nursing_Facility' | 'Rehab' | 'Other'");
const epochMs = type("number.integer")
  .atLeast(-EVENT_TIME_MAX_MS)
  .atMost(EVENT_TIME_MAX_MS)
  .describe("whole milliseconds since 1970");

const common = {
  id: identifier,
  patient_id: identifier,
  timestamp: epochMs,
  "systolic_bp?": measurement,
  "diastolic_bp?": measurement,
  "cholesterol?": measurement,
  "bmi?": measurement,
  "readmission_risk_raw?": measurement,
  "diagnoses?": text.array(),
  "inpatient_visits?": amount,
  "emergency_visits?": amount,
  "outpatient_visits?": amount,
  "lab_procedures?": amount,
  "procedures?": amount,
  "diagnosis_count?": amount,
  "a1c?": text.or("null"),
  "insulin?": text.or("null"),
} as const;

const structuredRecord = type({
  ...common,
  age: amount,
  gender,
  diabetes: flag,
  hypertension: flag,
  medication_count: amount,
  length_of_stay: amount,
  discharge_destination: destination,
});

const notedRecord = type({
  ...common,
  note: "string",
  "age?": amount,
  "gender?": gender,
  "diabetes?": flag,
  "hypertension?": flag,
  "medication_count?": amount,
  "length_of_stay?": amount,
  "discharge_destination?": destination,
});

export type StructuredRecord = typeof structuredRecord.infer & { readonly note?: null | undefined };
export type NotedRecord = typeof notedRecord.infer;
export type MedicalRecord = StructuredRecord | NotedRecord;

/** One of the two shapes is chosen first, so that an error names the field and not two shapes. */
function judge(value: unknown): MedicalRecord | ArkErrors {
  return hasNote(value) ? notedRecord(value) : structuredRecord(value);
}

judge.allows = (value: unknown): value is MedicalRecord =>
  hasNote(value) ? notedRecord.allows(value) : structuredRecord.allows(value);

function hasNote(value: unknown): boolean {
  return typeof value === "object" && value !== null && "note" in value && value.note !== null;
}

export const MedicalRecord = schemaOf<MedicalRecord>(judge satisfies Check<MedicalRecord>);
