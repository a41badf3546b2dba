/** Encounters as the generator makes them: fields and ranges, shares, patients that stay who they are. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { patientsOf } from "../../../../lib/pipelines/medical/generator/index.ts";
import { MedicalRecord } from "../../../../lib/pipelines/medical/medical-record.ts";
import { generate, START, withNote } from "./generated.ts";

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });
const options = fc.record({
  seed: seeds,
  patients: fc.integer({ min: 1, max: 300 }),
  noteShare: fc.double({ min: 0, max: 1, noNaN: true }),
  isDrifted: fc.boolean(),
});

/** Both ends inclusive; medications go as far as the training data do. */
const RANGES = {
  age: [18, 90],
  systolic_bp: [100, 180],
  diastolic_bp: [60, 120],
  cholesterol: [150, 300],
  bmi: [18, 40],
  medication_count: [1, 60],
  length_of_stay: [1, 21],
  readmission_risk_raw: [0, 1],
} as const;

test("MedicalRecords.make() makes records that the schema accepts, drifted or not, noted or not", () => {
  fc.assert(
    fc.property(options, (given) => {
      for (const { record } of generate(40, given)) {
        const json: unknown = JSON.parse(JSON.stringify(record));
        expect(MedicalRecord["~standard"].validate(json)).toEqual({ value: record });
      }
    }),
  );
});

test("MedicalRecords.make() stays in its ranges, whatever stands in the note", () => {
  fc.assert(
    fc.property(options, (given) => {
      for (const { record } of generate(40, given)) {
        const whole = withNote(record);
        for (const [field, [min, max]] of Object.entries(RANGES)) {
          const value = whole[field as keyof typeof RANGES];
          if (value === null || value === undefined) continue;
          expect(value, field).toBeGreaterThanOrEqual(min);
          expect(value, field).toBeLessThanOrEqual(max);
        }
      }
    }),
  );
});

test("MedicalRecords.make() gives a noted record what the model needs, in its fields or in its note", () => {
  for (const { record } of generate(500, { seed: 11, noteShare: 1 })) {
    expect(withNote(record)).toMatchObject({
      age: expect.any(Number),
      gender: expect.stringMatching(/^(Male|Female|Other)$/),
      diabetes: 1,
      hypertension: expect.any(Number),
      medication_count: expect.any(Number),
      length_of_stay: expect.any(Number),
      discharge_destination: expect.any(String),
      diagnoses: [expect.any(String), expect.any(String), expect.any(String)],
    });
  }
});

test("MedicalRecords.make() sends notes and forms in their shares", () => {
  const forms = generate(10_000, { seed: 3, noteShare: 0.3 }).map(({ form }) => form);
  const shareOf = (form: string) => forms.filter((one) => one === form).length / forms.length;
  expect(shareOf("structured")).toBeCloseTo(0.7, 1);
  expect(shareOf("note_beside")).toBeCloseTo(0.15, 1);
  expect(shareOf("note_instead")).toBeCloseTo(0.15, 1);
  expect(new Set(generate(200, { seed: 3, noteShare: 0 }).map(({ form }) => form))).toEqual(
    new Set(["structured"]),
  );
});

test("MedicalRecords.make() leaves out a few vitals as not taken, as real feeds do", () => {
  const records = generate(5000, { seed: 4, noteShare: 0 }).map(({ record }) => record);
  for (const field of ["systolic_bp", "cholesterol", "bmi"] as const) {
    expect(records.filter((record) => record[field] === null).length / 5000).toBeCloseTo(0.02, 1);
  }
  expect(records.some((record) => (record.systolic_bp === null) !== (record.diastolic_bp === null))).toBe(
    false,
  );
});

test("MedicalRecords.make() has a patient keep age and gender, and knows the third gender", () => {
  const byPatient = new Map<unknown, Set<string>>();
  for (const { record } of generate(2000, { seed: 5, patients: 100, noteShare: 0 })) {
    const known = byPatient.get(record.patient_id) ?? new Set();
    byPatient.set(record.patient_id, known.add(`${record.age} ${record.gender}`));
  }
  expect(byPatient.size).toBe(100);
  expect([...byPatient.values()].every(({ size }) => size === 1)).toBe(true);
  const others = patientsOf({ patients: 10_000, seed: 1 }).filter(({ gender }) => gender === "Other");
  expect(others.length / 10_000).toBeCloseTo(0.005, 2);
});

test("MedicalRecords.make() numbers patients from 1 to as many as there are", () => {
  const ids = generate(3000, { seed: 6, patients: 7 }).map(({ record }) => record.patient_id);
  expect([...new Set(ids)].toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(() => patientsOf({ patients: 0, seed: 1 })).toThrow(
    "Cannot make 0 patients: expected a whole number of at least 1",
  );
});

test("MedicalRecords.make() gives each record an id and the time that it was asked for", () => {
  const records = generate(1000, { seed: 7 }).map(({ record }) => record);
  expect(new Set(records.map(({ id }) => id)).size).toBe(1000);
  expect(records[0]?.timestamp).toBe(START);
  expect(records[75]?.timestamp).toBe(START + 1000);
});

test("MedicalRecords.make() is the same from the same seed, and another from another", () => {
  fc.assert(
    fc.property(options, (given) => {
      expect(generate(20, given)).toEqual(generate(20, given));
      expect(generate(20, given)).not.toEqual(generate(20, { ...given, seed: given.seed ^ 1 }));
    }),
    { numRuns: 30 },
  );
});

test("MedicalRecords.make() has the same encounters with notes and without", () => {
  const plain = generate(300, { seed: 8, noteShare: 0 });
  const noted = generate(300, { seed: 8, noteShare: 1 });
  const facts = ({ diagnoses, lab_procedures, inpatient_visits }: MedicalRecord) => [
    diagnoses,
    lab_procedures,
    inpatient_visits,
  ];
  expect(noted.map(({ record }) => facts(record))).toEqual(plain.map(({ record }) => facts(record)));
});
