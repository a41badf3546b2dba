/** What docs/readmission-model.md says of the shipped model is what its file says. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readmissionModel } from "../../../../lib/pipelines/medical/model/readmission-v1.ts";
import { TREE_SHAPE } from "../../../../lib/pipelines/medical/model/tree-ensemble.ts";

const text = readFileSync("docs/readmission-model.md", "utf8");
const { metrics, levels, trees, features } = readmissionModel.file;

test("the document names the model's size", () => {
  const count = trees.feature.length / TREE_SHAPE.splits;
  expect(text).toContain(
    `${count} boosted trees of depth ${TREE_SHAPE.depth} over ${features.length} features`,
  );
});

test.each([
  ["records alone, cross-validated", metrics.crossValidation.alone],
  ["with the patient's earlier visits, cross-validated", metrics.crossValidation.withHistory],
  ["the shipped file on the patients that it has not seen", metrics.validation.alone],
])("the document gives the figures of '%s'", (name, { encounters, auc, accuracy, ece }) => {
  const figures = [auc, accuracy, ece].map((figure) => figure.toFixed(3)).join(" | ");
  expect(text).toContain(`| ${name} | ${encounters.toLocaleString("en")} | ${figures} |`);
});

test("the document gives the levels' bounds and rates", () => {
  const { mediumScoreMin, highScoreMin, observed } = levels;
  const bounds = { low: "below", medium: `from ${mediumScoreMin}`, high: `from ${highScoreMin}` };
  for (const { level, share, readmittedShare } of observed) {
    const rate = (Math.round(1000 * readmittedShare) / 10).toFixed(1);
    expect(text).toContain(`| ${level} | ${bounds[level]} | ${100 * share} % | ${rate} % |`);
  }
});
