import { describe, expect, it } from "vitest";
import type { StructuredRecord } from "../../../../lib/pipelines/medical/medical-record.ts";
import { rulesModel } from "../../../../lib/pipelines/medical/model/rules-v1.ts";
import { recordWith, recordWithout } from "../records.ts";

/** At the bounds, which no finding includes. */
const NONE: Partial<StructuredRecord> = {
  age: 65,
  bmi: 30,
  medication_count: 5,
  length_of_stay: 7,
  diabetes: 0,
  hypertension: 0,
};
const OVER = {
  age: 66,
  bmi: 30.1,
  medication_count: 6,
  length_of_stay: 8,
  diabetes: 1,
  hypertension: 1,
} as const satisfies Partial<StructuredRecord>;

const judged = (changes: Partial<StructuredRecord>) =>
  rulesModel.judge(recordWith({ ...NONE, ...changes }), null);

describe("rulesModel", () => {
  it("gives no finding, no score and the level low at every bound", () => {
    expect(judged({})).toMatchObject({ score: 0, level: "low", factors: [], imputed: [] });
  });

  it.each([
    ["age", 0.2],
    ["bmi", 0.15],
    ["medication_count", 0.15],
    ["length_of_stay", 0.2],
    ["diabetes", 0.15],
    ["hypertension", 0.15],
  ] as const)("gives %s alone its weight %d", (field, weight) => {
    const { score, factors } = judged({ [field]: OVER[field] });
    expect(score).toBe(weight);
    expect(factors).toEqual([{ feature: field, contribution: weight }]);
  });

  it("sums the weights, where the original took their mean: all six are 1 and high", () => {
    const all = judged(OVER);
    expect(all).toMatchObject({ score: 1, level: "high" });
    expect(all.factors).toHaveLength(5);
    expect(all.factors[0]).toEqual({ feature: "age", contribution: 0.2 });
  });

  it("is medium over 0.4 and high over 0.7, not at them, whatever floating point makes of the sums", () => {
    const { age, bmi, medication_count, length_of_stay, diabetes } = OVER;
    expect(judged({ age, length_of_stay })).toMatchObject({ score: 0.4, level: "low" });
    expect(judged({ bmi, medication_count, diabetes })).toMatchObject({ score: 0.45, level: "medium" });
    expect(judged({ age, length_of_stay, bmi, diabetes })).toMatchObject({ score: 0.7, level: "medium" });
    expect(judged({ age, length_of_stay, bmi, diabetes, medication_count })).toMatchObject({
      score: 0.85,
      level: "high",
    });
  });

  it("takes a finding on a missing field for one that does not hold, and names the field", () => {
    expect(rulesModel.judge(recordWithout("bmi"), null).imputed).toEqual(["bmi"]);
  });
});
