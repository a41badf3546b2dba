import { describe, expect, it } from "vitest";
import { readModelFile } from "../../../lib/pipelines/medical/model/model-file.ts";
import { trainedModel } from "../../../lib/pipelines/medical/model/trained-model.ts";
import { Random } from "../../../lib/testing/random.ts";
import type { LabelledEncounter, LabelledEncounters } from "../../../scripts/evaluate/labelled-encounters.ts";
import { VALIDATION_FOLD } from "../../../scripts/evaluate/patient-folds.ts";
import { BOOSTING } from "../../../scripts/train/boosting-settings.ts";
import { FOLDS } from "../../../scripts/train/cross-validate.ts";
import { modelText } from "../../../scripts/train/medical.ts";
import { trainReadmission } from "../../../scripts/train/train-readmission.ts";
import { recordWith } from "../../pipelines/medical/records.ts";

const SETTINGS = { ...BOOSTING, trees: 12, leafRowsMin: 20 };

/** Readmission depends on visits and on one diagnosis, and on nothing else. */
function synthetic(count: number, seed: number): LabelledEncounters {
  const random = new Random(seed);
  const encounters = Array.from({ length: count }, (_, i): LabelledEncounter => {
    const visits = random.below(5);
    const diagnosis = random.pick(["428", "786", "250.4"]);
    const probability = 0.05 + 0.08 * visits + (diagnosis === "428" ? 0.3 : 0);
    const record = recordWith({
      id: i,
      patient_id: random.below(count / 2),
      age: 20 + random.below(70),
      inpatient_visits: visits,
      diagnoses: [diagnosis],
    });
    return { record, readmitted: random.chance(probability), previousVisits: random.below(2) };
  });
  return { encounters, dataSha256: "0".repeat(64), labelsSha256: "1".repeat(64) };
}

const DATA = synthetic(2000, 1);
const train = (seed: number, data = DATA) => trainReadmission(data, { seed, settings: SETTINGS });

describe("trainReadmission()", () => {
  const file = train(7);

  it("gives the same file for the same seed, byte for byte, and another for another", async () => {
    expect(await modelText(train(7))).toBe(await modelText(file));
    expect(await modelText(train(8))).not.toBe(await modelText(file));
  });

  it("gives a file that can be read, and is in the house's format", async () => {
    const text = await modelText(file);
    expect(readModelFile(JSON.parse(text))).toEqual(file);
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("finds what readmission depends on", () => {
    expect(file.metrics.validation.alone.auc).toBeGreaterThan(0.68);
    const model = trainedModel(file);
    const score = (visits: number, code: string) =>
      model.judge(recordWith({ inpatient_visits: visits, diagnoses: [code] }), null).score;
    expect(score(4, "786")).toBeGreaterThan(score(0, "786") + 0.1);
    expect(score(2, "428")).toBeGreaterThan(score(2, "786") + 0.1);
  });

  it("finds nothing where there is nothing, and does not learn its labels by heart", () => {
    const random = new Random(3);
    const noise = DATA.encounters.map((encounter) => ({ ...encounter, readmitted: random.chance(0.3) }));
    const { auc, ece } = train(7, { ...DATA, encounters: noise }).metrics.crossValidation.alone;
    expect(Math.abs(auc - 0.5)).toBeLessThan(0.05);
    expect(ece).toBeLessThan(0.06);
  });

  it("calibrates: the mean score is the share of those readmitted", () => {
    const model = trainedModel(file);
    const scores = DATA.encounters.map(({ record }) => model.judge(record, null).score);
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const share = DATA.encounters.filter(({ readmitted }) => readmitted).length / scores.length;
    expect(Math.abs(mean - share)).toBeLessThan(0.02);
  });

  it("takes the means of what was there and the middle of the usual range for a vital that never was", () => {
    const bare = DATA.encounters.map(({ record, ...rest }) => ({
      ...rest,
      record: { ...record, bmi: null },
    }));
    const feature = (name: string, from = file) => from.features.find((one) => one.name === name);
    const without = train(7, { ...DATA, encounters: bare });
    expect([feature("bmi")?.mean, feature("bmi", without)?.mean]).toEqual([27.5, 29]);
    expect(feature("bmi", without)?.reference).toEqual({ edges: [], counts: [] });
    expect(feature("age")?.mean).toBeCloseTo(54.5, 0);
  });

  it("keeps reference histograms of every encounter that it was trained on, without rare bins", () => {
    const age = file.features.find(({ name }) => name === "age")?.reference;
    expect(age?.counts.reduce((sum, count) => sum + count, 0)).toBe(file.training.encounters);
    expect(age?.counts).toHaveLength(11);
    expect(Math.min(...(age?.counts.slice(1) ?? []))).toBeGreaterThan(0.05 * file.training.encounters);
  });

  it("is validated on about a fifth of the encounters, of patients of their own", () => {
    expect(VALIDATION_FOLD).toBeLessThan(FOLDS);
    const { encounters } = file.metrics.validation.alone;
    expect(encounters + file.training.encounters).toBe(2000);
    expect(Math.abs(encounters / 2000 - 1 / FOLDS)).toBeLessThan(0.03);
  });
});
