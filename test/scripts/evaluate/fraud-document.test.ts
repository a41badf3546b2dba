/** The table of docs/fraud.md is what `evaluate commerce --fraud` prints: through the topology, on a seed that nothing was chosen on. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FRAUD_RULES, FRAUD_THRESHOLDS } from "../../../lib/pipelines/commerce/fraud/index.ts";
import { evaluateFraud } from "../../../scripts/evaluate/fraud.ts";
import { generatedFraud } from "../../../scripts/evaluate/fraud-traffic.ts";

const text = readFileSync("docs/fraud.md", "utf8");
const EVALUATION_MAX_MS = 600_000;

test(
  "the document's table is what the command prints, and holds",
  { timeout: EVALUATION_MAX_MS },
  async () => {
    const outcome = await evaluateFraud(generatedFraud({ seed: 2026, events: 200_000 }));
    const rows = outcome.text.split("\n").filter((line) => /^ {2}(?:[a-z]+_[a-z_]+|all) /.test(line));
    expect(rows).toHaveLength(FRAUD_RULES.length + 1);
    for (const row of rows) expect(text).toContain(row.trim());
    expect(outcome.holds).toBe(true);
  },
);

test("the document gives the limits of velocity", () => {
  const { session, user } = FRAUD_THRESHOLDS.velocity;
  for (const { events, purchases, items, categories } of [session, user]) {
    expect(text).toContain(`${events}, ${purchases}, ${items}, ${categories} |`);
  }
});
