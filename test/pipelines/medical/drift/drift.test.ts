import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  DRIFT_EVENTS_MIN,
  driftAggregate,
  type DriftState,
  type Observation,
  referenceFrom,
} from "../../../../lib/pipelines/medical/drift/drift.ts";
import { FEATURE_COUNT, FEATURE_NAMES } from "../../../../lib/pipelines/medical/features/feature-names.ts";
import type { MedicalRecord } from "../../../../lib/pipelines/medical/medical-record.ts";
import { assess } from "../../../../lib/pipelines/medical/model/assess.ts";
import { readmissionModel } from "../../../../lib/pipelines/medical/model/readmission-v1.ts";
import { labelsPathOf, readLabelledEncounters } from "../../../../scripts/evaluate/labelled-encounters.ts";
import { ENCOUNTERS, ENCOUNTERS_PRESENT, recordWith } from "../records.ts";

const drift = driftAggregate(readmissionModel.file);

function stateOf(observations: readonly Observation[]): DriftState {
  return observations.reduce(
    (state, observation) => drift.add(state, drift.input(observation) as never),
    drift.zero(),
  );
}
const observe = (record: MedicalRecord) => assess(record, readmissionModel);
const psiOf = (state: DriftState, name: string) =>
  drift.result(state).features.find((feature) => feature.name === name)?.psi;

const observation: fc.Arbitrary<Observation> = fc.record({
  features: fc.record({
    values: fc.array(fc.integer({ min: -2, max: 100 }), {
      minLength: FEATURE_COUNT,
      maxLength: FEATURE_COUNT,
    }),
    missing: fc.uniqueArray(fc.nat(FEATURE_COUNT - 1), { maxLength: 8 }),
  }),
  score: fc.double({ min: 0, max: 1, noNaN: true }),
});
const state = fc.array(observation, { maxLength: 5 }).map(stateOf);

describe("driftAggregate()", () => {
  it("is a commutative monoid", () => {
    fc.assert(
      fc.property(state, state, state, (a, b, c) => {
        expect(drift.merge(drift.zero(), a)).toEqual(a);
        expect(drift.merge(a, b)).toEqual(drift.merge(b, a));
        expect(drift.merge(a, drift.merge(b, c))).toEqual(drift.merge(drift.merge(a, b), c));
      }),
    );
  });

  it("adds an observation as if its singleton were merged, and a clone is a state of its own", () => {
    fc.assert(
      fc.property(state, observation, (before, one) => {
        const copy = drift.clone(before);
        const added = drift.add(copy, drift.input(one) as never);
        expect(added).toEqual(drift.merge(before, stateOf([one])));
        expect(JSON.parse(JSON.stringify(added))).toEqual(added);
      }),
    );
  });

  it("counts every observation once in each histogram, a missing value in a bin of its own", () => {
    const positions = drift.input(observe(recordWith({ hypertension: 1 }))) as number[];
    const histograms = [
      ...readmissionModel.file.features.map(({ reference }) => reference),
      readmissionModel.file.score,
    ];
    expect(positions).toHaveLength(histograms.filter(({ counts }) => counts.length > 0).length);
    const noted = drift.input(observe({ id: 1, patient_id: 1, timestamp: 0, note: "" })) as number[];
    expect(noted[0]).toBe(0);
    expect(positions[0]).toBeGreaterThan(0);
  });

  it("counts a fallback for nothing", () => {
    expect(drift.input(assess(recordWith(), undefined))).toEqual([]);
  });

  it("says nothing of a window that is too small, and of features that training never had", () => {
    const same = new Array<Observation>(DRIFT_EVENTS_MIN).fill(observe(recordWith()));
    expect(drift.result(stateOf(same.slice(1)))).toMatchObject({ events: 199, worst: null, warns: false });
    const result = drift.result(stateOf(same));
    expect(result).toMatchObject({ events: 200, warns: true });
    const silent = result.features.filter(({ psi }) => psi === null).map(({ name }) => name);
    expect(silent).toEqual([
      "systolic_bp",
      "diastolic_bp",
      "cholesterol",
      "bmi",
      "previous_visits",
      "days_since_last_visit",
      "last_score",
    ]);
    expect(drift.result(drift.zero())).toMatchObject({ events: 0, worst: null, warns: false });
  });

  it("names every feature and the score", () => {
    expect(drift.result(drift.zero()).features.map(({ name }) => name)).toEqual([...FEATURE_NAMES, "score"]);
  });

  it("compares with another stretch of the stream as well: a source unlike the training data is then no drift", () => {
    const source = [18, 40, 60, 90].map((age) => observe(recordWith({ age, medication_count: 3 })));
    const window = stateOf(Array.from({ length: 400 }, (_, i) => source[i % 4]!));
    expect(drift.result(window).warns).toBe(true);
    const own = driftAggregate(referenceFrom(readmissionModel.file, window));
    expect(own.result(window)).toMatchObject({ events: 400, warns: false });
    const grown = stateOf(Array.from({ length: 400 }, () => source[3]!));
    expect(own.result(grown)).toMatchObject({ warns: true, worst: { name: "age" } });
  });

  it("refuses to merge states of different models", () => {
    expect(() => drift.merge(drift.zero(), [1])).toThrow("Cannot merge drift states");
  });
});

describe.skipIf(!ENCOUNTERS_PRESENT)("drift on the development data (where present)", async () => {
  const encounters = ENCOUNTERS_PRESENT
    ? (await readLabelledEncounters(ENCOUNTERS, labelsPathOf(ENCOUNTERS))).encounters
    : [];
  /** Every hundredth and so on: windows without drift, whatever the order of the data. */
  const windowOf = (
    size: number,
    at: number,
    change: (record: MedicalRecord) => MedicalRecord = (r) => r,
  ) => {
    const stride = Math.floor(encounters.length / size);
    return stateOf(
      Array.from({ length: size }, (_, i) => observe(change(encounters[at + i * stride]!.record))),
    );
  };

  it("raises no false alarm in a hundred small windows", () => {
    const alarms = Array.from({ length: 100 }, (_, at) => drift.result(windowOf(DRIFT_EVENTS_MIN, at)));
    expect(alarms.filter(({ warns }) => warns).map(({ worst }) => worst)).toEqual([]);
  });

  it("sees older patients, patients without diabetes and missing diagnoses", () => {
    const older = windowOf(
      1000,
      0,
      (record) => ({ ...record, age: (record.age ?? 0) + 20 }) as MedicalRecord,
    );
    expect(psiOf(older, "age")).toBeGreaterThan(0.2);
    const others = windowOf(1000, 0, (record) => ({ ...record, diabetes: 0 }) as MedicalRecord);
    expect(psiOf(others, "diabetes")).toBeGreaterThan(5);
    expect(psiOf(others, "age")).toBeLessThan(0.05);
    const bare = windowOf(1000, 0, (record) => ({ ...record, diagnoses: [] }) as MedicalRecord);
    expect(psiOf(bare, "diagnosis_risk_primary")).toBeGreaterThan(5);
    expect(drift.result(older).warns && drift.result(others).warns).toBe(true);
  });
});
