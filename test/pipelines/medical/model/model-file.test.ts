import { describe, expect, it } from "vitest";
import { ModelError } from "../../../../lib/pipelines/medical/model/model-error.ts";
import { readModelFile } from "../../../../lib/pipelines/medical/model/model-file.ts";
import { readmissionModel } from "../../../../lib/pipelines/medical/model/readmission-v1.ts";

const { file } = readmissionModel;

describe("readModelFile()", () => {
  it("reads the shipped model", () => {
    expect(readModelFile(structuredClone(file))).toEqual(file);
  });

  it.each([
    ["nothing", undefined],
    ["another format", { ...file, format: "pmml" }],
    ["a later version of the format", { ...file, formatVersion: 2 }],
    ["no trees", { ...file, trees: undefined }],
    ["half a tree", { ...file, trees: { ...file.trees, feature: file.trees.feature.slice(1) } }],
    ["too few values", { ...file, trees: { ...file.trees, value: file.trees.value.slice(1) } }],
    [
      "a split of an unknown feature",
      { ...file, trees: { ...file.trees, feature: file.trees.feature.map(() => 999) } },
    ],
    ["a value that is not finite", { ...file, trees: { ...file.trees, baseLogit: Number.NaN } }],
    [
      "a slope that is not finite",
      { ...file, calibration: { slope: Number.POSITIVE_INFINITY, intercept: 0 } },
    ],
    ["other features", { ...file, features: file.features.toReversed() }],
    ["fewer features", { ...file, features: file.features.slice(1) }],
    ["levels in the wrong order", { ...file, levels: { ...file.levels, mediumScoreMin: 0.9 } }],
    ["a histogram without its bins", { ...file, score: { ...file.score, counts: [1] } }],
    ["edges that do not ascend", { ...file, score: { edges: [1, 1], counts: [0, 1, 1, 1] } }],
    ["a risk of two numbers", { ...file, diagnosisRisk: { "428": [0, 1] } }],
  ])("refuses %s with a ModelError", (_, json) => {
    expect(() => readModelFile(json)).toThrow(ModelError);
    expect(() => readModelFile(json)).toThrow(/^Cannot read the model file: /);
  });
});
