/** Encounters for property tests of scoring: few patients and few values, so that features come again. */
import fc from "fast-check";
import type { MedicalRecord } from "../../../../lib/pipelines/medical/medical-record.ts";
import { recordWith } from "../records.ts";

const NOTES = [
  "80-year-old woman, diabetes, BP 150/90.",
  "Denies diabetes. BMI 33.",
  "Family history of HTN.",
  "",
];

const structured = fc
  .record({
    patient_id: fc.constantFrom(1, 2, "2", "p-3"),
    age: fc.constantFrom(40, 71, 90),
    inpatient_visits: fc.nat(2),
    bmi: fc.constantFrom(null, 22, 35.5),
  })
  .map((changes): MedicalRecord => recordWith(changes));

const noted = fc
  .record({ patient_id: fc.nat(2), note: fc.constantFrom(...NOTES), age: fc.constantFrom(undefined, 66) })
  .map(({ patient_id, note, age }): MedicalRecord => ({
    id: "noted",
    patient_id,
    timestamp: 0,
    note,
    ...(age === undefined ? {} : { age }),
  }));

export const anyRecord: fc.Arbitrary<MedicalRecord> = fc.oneof(structured, noted);

export const anyHistory = fc.option(
  fc.record({
    previousVisits: fc.integer({ min: 1, max: 3 }),
    daysSinceLastVisit: fc.constantFrom(null, 0, 12.5),
    lastScore: fc.constantFrom(null, 0.1),
  }),
);
