import { describe, expect, it } from "vitest";
import { MedicalRecord } from "../../../../lib/pipelines/medical/medical-record.ts";
import { readLabelledEncounters, labelsPathOf } from "../../../../scripts/evaluate/labelled-encounters.ts";
import { ENCOUNTERS, ENCOUNTERS_PRESENT, recordWith, recordWithout } from "../records.ts";

function issuesOf(value: unknown): readonly string[] {
  const result = MedicalRecord["~standard"].validate(value);
  if (result instanceof Promise) throw new TypeError("Cannot judge a record later");
  return (result.issues ?? []).map(({ path, message }) => `${path?.join(".")}: ${message}`);
}

describe("MedicalRecord", () => {
  it("accepts a full record, and one of the structured fields alone", () => {
    expect(issuesOf(recordWith())).toEqual([]);
    expect(
      issuesOf({ ...recordWith(), readmission_risk_raw: 0.4, ward: "unknown fields are ignored" }),
    ).toEqual([]);
    const bare = recordWithout("diagnoses", "inpatient_visits", "lab_procedures", "a1c", "insulin");
    expect(issuesOf(bare)).toEqual([]);
  });

  it("accepts what no generator makes: age 95, 40 medications, a long stay, discharged to Other", () => {
    const record = recordWith({ age: 95, medication_count: 40, length_of_stay: 200, systolic_bp: 250 });
    expect(issuesOf({ ...record, discharge_destination: "Other", gender: "Other" })).toEqual([]);
  });

  it("accepts identifiers that are texts or whole numbers", () => {
    expect(issuesOf(recordWith({ id: 7, patient_id: "p-12" }))).toEqual([]);
    expect(issuesOf({ ...recordWith(), id: 7.5 })).toHaveLength(1);
    expect(issuesOf({ ...recordWith(), patient_id: "" })).toHaveLength(1);
    expect(issuesOf({ ...recordWith(), patient_id: null })).toHaveLength(1);
  });

  it("takes vitals and tests that are missing or null for not measured", () => {
    expect(issuesOf(recordWithout("systolic_bp", "diastolic_bp", "cholesterol", "bmi"))).toEqual([]);
    expect(issuesOf(recordWith({ bmi: null, a1c: null, insulin: null }))).toEqual([]);
  });

  it("asks for the structured fields, unless there is a note", () => {
    const bare = { id: 1, patient_id: 2, timestamp: 0 };
    expect(issuesOf(bare)).toHaveLength(7);
    expect(issuesOf({ ...bare, note: null })).toHaveLength(7);
    expect(issuesOf({ ...bare, note: "Stable. Discharged home." })).toEqual([]);
    expect(issuesOf({ ...bare, note: "Stable.", age: "72" })).toEqual([
      "age: expected a finite number that is not negative, got a string",
    ]);
    expect(issuesOf({ ...recordWith(), note: 5 })).toEqual(["note: expected a string, got a number"]);
  });

  it.each([
    ["age", -1],
    ["length_of_stay", -0.5],
    ["medication_count", -1],
    ["inpatient_visits", -3],
    ["age", 1e400],
    ["bmi", 1e400],
    ["systolic_bp", "120"],
    ["diabetes", true],
    ["diabetes", 2],
    ["hypertension", "1"],
    ["gender", "female"],
    ["discharge_destination", "Moon"],
    ["diagnoses", "428"],
    ["a1c", 8],
    ["timestamp", "2026-01-01T00:00:00Z"],
    ["timestamp", 1.5],
    ["timestamp", 9e15],
  ])("refuses %s = %s and names the field", (field, value) => {
    expect(issuesOf({ ...recordWith(), [field]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${field}: expected .+, got `)),
    ]);
  });

  it("never shows a value in an error", () => {
    const secret = {
      ...recordWith(),
      age: "seventy",
      diabetes: "yes-he-has",
      gender: "secretive",
      a1c: 123456,
    };
    expect(issuesOf(secret).join()).not.toMatch(/seventy|yes-he-has|secretive|123456/);
  });

  it.each([null, 5, "text", [], undefined])("refuses %s, which is no record", (value) => {
    expect(issuesOf(value).length).toBeGreaterThan(0);
  });

  it.skipIf(!ENCOUNTERS_PRESENT)(
    "accepts every encounter of the development data (where present)",
    async () => {
      const { encounters } = await readLabelledEncounters(ENCOUNTERS, labelsPathOf(ENCOUNTERS));
      expect(encounters).toHaveLength(69_469);
    },
  );
});
