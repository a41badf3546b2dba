/** How much of known fraud is found, and how much else is taken for it, on seeds that no threshold was chosen on. */
import { describe, expect, it } from "vitest";
import { FRAUD_RULES } from "../../../../lib/pipelines/commerce/fraud/index.ts";
import { alertsOf, foundBy, trafficOf } from "./judged-traffic.ts";

const SEEDS = [31, 57, 83];
const PRECISION_MIN = 0.9;
const RECALL_MIN = 0.8;

describe("of the fraud in generated traffic", () => {
  const traffics = SEEDS.map(trafficOf);
  const alerts = traffics.map(alertsOf);

  it.each(FRAUD_RULES)("%s finds at least four in five, and nine alerts in ten are right", (rule) => {
    const { precision, recall } = foundBy(rule, alerts, traffics);
    expect(precision).toBeGreaterThanOrEqual(PRECISION_MIN);
    expect(recall).toBeGreaterThanOrEqual(RECALL_MIN);
  });

  it("no alert is raised twice", () => {
    for (const raised of alerts) expect(new Set(raised.map(({ id }) => id)).size).toBe(raised.length);
  });

  it("the same alerts are raised when it is judged again", () => {
    expect(alertsOf(trafficOf(SEEDS[0] as number))).toEqual(alerts[0]);
  });
});
