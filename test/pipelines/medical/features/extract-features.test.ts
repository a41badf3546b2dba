import { describe, expect, it } from "vitest";
import { diagnosisLookup } from "../../../../lib/pipelines/medical/features/diagnosis-risk.ts";
import { extractFeatures } from "../../../../lib/pipelines/medical/features/extract-features.ts";
import {
  FEATURE_COUNT,
  FEATURE_NAMES,
  PLACE,
} from "../../../../lib/pipelines/medical/features/feature-names.ts";
import type { PatientHistory } from "../../../../lib/pipelines/medical/features/patient-history.ts";
import type { MedicalRecord } from "../../../../lib/pipelines/medical/medical-record.ts";
import { recordWith, recordWithout } from "../records.ts";

/** A mean that tells its feature: 1000 and the feature's place. */
const means = FEATURE_NAMES.map((_, at) => 1000 + at);
const diagnosis = diagnosisLookup(
  new Map([
    ["428", [0.5, 0.25, 0.3]],
    ["585", [0.1, 0.2, 0.15]],
    ["250.43", [0, -0.1, -0.05]],
  ] as const),
);

function featuresOf(record: MedicalRecord, history: PatientHistory | null = null) {
  const { values, missing, imputed } = extractFeatures(record, history, { means, diagnosis });
  const named = Object.fromEntries(FEATURE_NAMES.map((name, at) => [name, values[at]]));
  return { named, missing: missing.map((at) => FEATURE_NAMES[at]), imputed };
}

describe("extractFeatures()", () => {
  it("has a name for each place, and each name once", () => {
    expect(new Set(FEATURE_NAMES).size).toBe(FEATURE_COUNT);
    for (const [name, at] of Object.entries(PLACE)) expect(FEATURE_NAMES[at]).toBe(name);
  });

  it("reads a full record", () => {
    const { named, imputed } = featuresOf(recordWith());
    expect(imputed).toEqual([]);
    expect(named).toMatchObject({
      age: 72,
      male: 0,
      diabetes: 1,
      hypertension: 0,
      systolic_bp: 135,
      bmi: 27.5,
    });
    expect(named).toMatchObject({ discharge_nursing_facility: 0, discharge_rehab: 0, discharge_other: 0 });
    expect(named).toMatchObject({ inpatient_visits: Math.log(2), emergency_visits: 0, a1c_level: 3 });
    expect(named).toMatchObject({
      primary_circulatory: 1,
      secondary_diabetes: 1,
      secondary_genitourinary: 1,
    });
    expect(named).toMatchObject({ has_heart_failure: 1, has_kidney_disease: 1, has_cancer: 0 });
  });

  it("adds the diagnoses' risks up by their position", () => {
    const { named } = featuresOf(recordWith());
    expect(named.diagnosis_risk_primary).toBe(0.5);
    expect(named.diagnosis_risk_secondary).toBeCloseTo(-0.1 + 0.2);
    expect(named.diagnosis_risk_worst_secondary).toBe(0.2);
    expect(named.diagnosis_risk_all).toBeCloseTo(0.3 - 0.05 + 0.15);
  });

  it("takes a code that training has not seen for no risk, in the chapter that it names", () => {
    const { named } = featuresOf(recordWith({ diagnoses: ["427"] }));
    expect(named).toMatchObject({ diagnosis_risk_primary: 0, diagnosis_risk_all: 0, primary_circulatory: 1 });
  });

  it("imputes missing and null vitals with the means and names them", () => {
    const { named, missing, imputed } = featuresOf({
      ...recordWithout("systolic_bp", "cholesterol"),
      bmi: null,
    });
    expect(imputed).toEqual(["systolic_bp", "cholesterol", "bmi"]);
    expect(missing).toEqual(expect.arrayContaining(imputed as string[]));
    expect(named.bmi).toBe(1000 + PLACE.bmi);
    expect(named.diastolic_bp).toBe(85);
  });

  it("imputes all features of one missing field, and all fields of a record that is only a note", () => {
    const { missing, imputed } = featuresOf(recordWithout("discharge_destination"));
    expect(imputed).toEqual(["discharge_destination"]);
    expect(missing).toEqual(expect.arrayContaining(["discharge_nursing_facility", "discharge_other"]));
    const note = featuresOf({ id: 1, patient_id: 2, timestamp: 0, note: "Stable." });
    expect(note.imputed).toHaveLength(18);
    expect(note.named.age).toBe(1000 + PLACE.age);
    expect(note.named.has_cancer).toBeGreaterThan(1000);
  });

  it("takes no diagnoses at all for missing", () => {
    expect(featuresOf(recordWith({ diagnoses: [] })).imputed).toEqual(["diagnoses"]);
  });

  it("reads a history, and without one counts no visits", () => {
    const history = { previousVisits: 3, daysSinceLastVisit: 12.5, lastScore: 0.2 };
    const known = featuresOf(recordWith(), history);
    expect(known.named).toMatchObject({ previous_visits: 3, days_since_last_visit: 12.5, last_score: 0.2 });
    const unknown = featuresOf(recordWith());
    expect(unknown.named.previous_visits).toBe(0);
    expect(unknown.missing).toEqual(["days_since_last_visit", "last_score"]);
    expect(unknown.imputed).toEqual([]);
  });

  it("does not look at another system's answer, the id or the time", () => {
    const changed = recordWith({ readmission_risk_raw: 0.99, id: "enc-2", patient_id: 1, timestamp: 5 });
    expect(featuresOf(changed)).toEqual(featuresOf(recordWith()));
  });
});
