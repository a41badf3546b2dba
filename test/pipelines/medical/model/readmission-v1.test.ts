import { readFileSync, statSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FEATURE_NAMES } from "../../../../lib/pipelines/medical/features/feature-names.ts";
import { readmissionModel } from "../../../../lib/pipelines/medical/model/readmission-v1.ts";
import { FACTORS_MAX } from "../../../../lib/pipelines/medical/model/risk-model.ts";
import { recordWith } from "../records.ts";

const FILE = "lib/pipelines/medical/model/readmission-v1.json";
const { file } = readmissionModel;

describe("the shipped model's file", () => {
  it("says what it was trained on", () => {
    expect(file.training).toMatchObject({
      dataSha256: "8dee45af5380016e763b8014478cf8c1b78451b495bc9d99a0bb781ff07a8449",
      labelsSha256: "5cc56c9c4a9b4d02bb3b7516c55062a59da165609463b86e1dd9f878dbc22c70",
      seed: 1,
      folds: 5,
    });
  });

  it("states metrics over the bar, on patients that it was not trained on", () => {
    for (const part of [file.metrics.validation, file.metrics.crossValidation]) {
      for (const { auc, accuracy, ece } of [part.alone, part.withHistory]) {
        expect(auc).toBeGreaterThan(0.668);
        expect(accuracy).toBeGreaterThan(0.85);
        expect(ece).toBeLessThan(0.02);
      }
    }
  });

  it("has levels that separate, and says why they lie where they do", () => {
    const [low, medium, high] = file.levels.observed.map(({ readmittedShare }) => readmittedShare);
    expect(medium).toBeGreaterThan(1.5 * (low as number));
    expect(high).toBeGreaterThan(1.5 * (medium as number));
    expect(file.levels.reason).toContain("high");
  });

  it("is smaller than 100 kB and names the features in their order", () => {
    expect(statSync(FILE).size).toBeLessThan(100_000);
    expect(file.features.map(({ name }) => name)).toEqual(FEATURE_NAMES);
  });

  it("is kept as the training writes it", () => {
    expect(JSON.parse(readFileSync(FILE, "utf8"))).toEqual(file);
  });
});

describe("readmissionModel", () => {
  const risky = recordWith({
    inpatient_visits: 6,
    emergency_visits: 3,
    discharge_destination: "Rehab",
    length_of_stay: 12,
  });
  const healthy = recordWith({
    age: 45,
    inpatient_visits: 0,
    diagnoses: ["786"],
    length_of_stay: 1,
    insulin: "No",
  });

  it("reaches every level", () => {
    expect(readmissionModel.judge(risky, null).level).toBe("high");
    expect(readmissionModel.judge(recordWith({ inpatient_visits: 0 }), null).level).toBe("medium");
    expect(readmissionModel.judge(healthy, null).level).toBe("low");
  });

  it("puts a score at a level's bound into the level", () => {
    const { mediumScoreMin, highScoreMin } = file.levels;
    expect(
      [0, mediumScoreMin - 1e-9, mediumScoreMin, highScoreMin - 1e-9, highScoreMin, 1].map(
        readmissionModel.levelOf,
      ),
    ).toEqual(["low", "low", "medium", "medium", "high", "high"]);
  });

  it("names the largest factors, with the sign of what they do", () => {
    const { factors } = readmissionModel.judge(risky, null);
    expect(factors).toHaveLength(FACTORS_MAX);
    expect(factors[0]).toMatchObject({ feature: "inpatient_visits" });
    expect(factors[0]?.contribution).toBeGreaterThan(0.5);
    const sizes = factors.map(({ contribution }) => Math.abs(contribution));
    expect(sizes).toEqual(sizes.toSorted((one, other) => other - one));
  });

  it("adds up: base and all contributions are the log odds of the score, for any record", () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const amount = fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 });
    fc.assert(
      fc.property(
        number,
        amount,
        amount,
        fc.nat(30),
        fc.constantFrom("428", "V57", "8"),
        (bmi, age, stay, visits, code) => {
          const record = recordWith({
            bmi,
            age,
            length_of_stay: stay,
            inpatient_visits: visits,
            diagnoses: [code],
          });
          const { score, features } = readmissionModel.judge(record, null);
          const { base, contributions, logit } = readmissionModel.explain(features?.values ?? []);
          expect(score).toBe(1 / (1 + Math.exp(-logit)));
          expect(contributions.reduce((sum, one) => sum + one, base)).toBeCloseTo(logit, 12);
          expect(score).toBeGreaterThan(0);
          expect(score).toBeLessThan(1);
        },
      ),
    );
  });

  it("does not let one record's factors into the next one's", () => {
    const first = readmissionModel.judge(healthy, null);
    readmissionModel.judge(risky, null);
    expect(readmissionModel.judge(healthy, null)).toEqual(first);
  });

  it("raises the risk of a patient whom the stream has seen often", () => {
    const seen = { previousVisits: 5, daysSinceLastVisit: 10, lastScore: 0.3 };
    const { score } = readmissionModel.judge(recordWith(), seen);
    expect(score).toBeGreaterThan(readmissionModel.judge(recordWith(), null).score);
  });
});
