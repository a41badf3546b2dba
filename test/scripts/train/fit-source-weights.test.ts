/** The weights' fit against shares that are known. */
import { expect, test } from "vitest";
import { SOURCES } from "../../../lib/pipelines/commerce/recommend/candidate-sources.ts";
import { fitSourceWeights, type ObservedChoice } from "../../../scripts/train/fit-source-weights.ts";

function choice(shares: Partial<ObservedChoice>): ObservedChoice {
  return { ...Object.fromEntries(SOURCES.map((source) => [source, null])), ...shares } as ObservedChoice;
}

test("each weight is the share of choices that only its source explains", () => {
  const choices = [
    ...Array.from({ length: 3 }, () => choice({ globalTrend: 0.5, boughtBefore: 0 })),
    choice({ globalTrend: 0, boughtBefore: 0.1 }),
  ];
  const weights = fitSourceWeights(choices);
  expect([weights.globalTrend, weights.boughtBefore, weights.likedBrand]).toEqual([0.75, 0.25, 0]);
});

test("choices that no source holds for possible say nothing", () => {
  const known = choice({ globalTrend: 0.5, boughtBefore: 0.5 });
  const impossible = choice({ globalTrend: 0, boughtBefore: 0 });
  expect(fitSourceWeights([known, impossible])).toEqual(fitSourceWeights([known]));
});
