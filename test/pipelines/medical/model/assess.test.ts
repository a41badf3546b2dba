import { describe, expect, it } from "vitest";
import { assess } from "../../../../lib/pipelines/medical/model/assess.ts";
import { ModelError } from "../../../../lib/pipelines/medical/model/model-error.ts";
import { readmissionModel } from "../../../../lib/pipelines/medical/model/readmission-v1.ts";
import type { RiskModel } from "../../../../lib/pipelines/medical/model/risk-model.ts";
import { rulesModel } from "../../../../lib/pipelines/medical/model/rules-v1.ts";
import { recordWith } from "../records.ts";

const record = recordWith();

function modelThat(judge: RiskModel["judge"]): RiskModel {
  return { version: "broken", judge };
}

describe("assess()", () => {
  it("gives the model's answer, under the model's name", () => {
    const assessment = assess(record, readmissionModel);
    expect(assessment).toMatchObject({ model_version: "readmission-v1", fallback: null, imputed: [] });
    expect(assessment.score).toBe(readmissionModel.judge(record, null).score);
    expect(assessment.factors.length).toBeGreaterThan(0);
  });

  it("takes the rules as a model like any other", () => {
    expect(assess(record, rulesModel)).toMatchObject({ model_version: "rules-v1", fallback: null });
  });

  it.each([
    ["is missing", undefined, "no_model"],
    ["is null", null, "no_model"],
    [
      "throws",
      modelThat(() => {
        throw new TypeError("boom");
      }),
      "model_threw",
    ],
    [
      "is malformed",
      modelThat(() => {
        throw new ModelError("malformed_model", "no trees");
      }),
      "malformed_model",
    ],
    [
      "scores NaN",
      modelThat(() => ({ ...rulesModel.judge(record, null), score: Number.NaN, level: "high" })),
      "not_finite",
    ],
  ] as const)("is medium with the rules' score and a reason when the model %s", (_, model, reason) => {
    const assessment = assess(record, model);
    expect(assessment).toMatchObject({ level: "medium", model_version: "rules-v1", fallback: reason });
    expect(assessment.score).toBe(rulesModel.judge(record, null).score);
    expect(assessment.features).toBeNull();
  });

  it("falls back on a record whose numbers are none, as only a caller without the schema can give it", () => {
    expect(assess(recordWith({ age: Number.NaN }), readmissionModel)).toMatchObject({
      level: "medium",
      fallback: "not_finite",
    });
    expect(assess(recordWith({ bmi: Number.POSITIVE_INFINITY }), readmissionModel).fallback).toBe(
      "not_finite",
    );
  });
});
