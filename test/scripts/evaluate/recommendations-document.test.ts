/** What docs/recommendations.md says of weights and bounds is what the code has; its table is what the command prints. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sourceWeights } from "../../../lib/pipelines/commerce/recommend/recommend-v1.ts";
import { commerceEvaluation } from "../../../scripts/evaluate/commerce.ts";

const text = readFileSync("docs/recommendations.md", "utf8");
const EVALUATION_MAX_MS = 180_000;

test.each(Object.entries(sourceWeights))("the document gives the weight of %s", (source, weight) => {
  expect(text).toContain(`| \`${source}\` | ${weight.toFixed(4)} |`);
});

// Needs the development data, which is kept apart from the project.
test.skipIf(!existsSync(commerceEvaluation.defaultInput))(
  "the document's table of the clickstream is what the command prints, and holds",
  { timeout: EVALUATION_MAX_MS },
  async () => {
    const outcome = await commerceEvaluation.evaluate(commerceEvaluation.defaultInput);
    const rows = outcome.text.split("\n").filter((line) => /^ {2}(?:known|strangers|all) /.test(line));
    expect(rows).toHaveLength(9);
    for (const row of rows) expect(text).toContain(row.trimEnd());
    expect(outcome.holds).toBe(true);
  },
);
