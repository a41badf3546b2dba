import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoreRisks } from "../../../scripts/evaluate/risk-score.ts";

const scored = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
      fc.boolean(),
    ),
    { minLength: 2, maxLength: 60 },
  )
  .filter((rows) => new Set(rows.map(([, outcome]) => outcome)).size === 2);

/** Pair by pair, as the definition says. */
function naiveAuc(rows: readonly (readonly [number, boolean])[]): number {
  const of = (kind: boolean) => rows.filter(([, outcome]) => outcome === kind);
  const wins = of(true).flatMap(([p]) => of(false).map(([n]) => (p > n ? 1 : p === n ? 0.5 : 0)));
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
}

const score = (rows: readonly (readonly [number, boolean])[]) =>
  scoreRisks(
    Float64Array.from(rows, ([one]) => one),
    rows.map(([, outcome]) => outcome),
  );

describe("scoreRisks()", () => {
  it("gives the AUC of the definition, ties half", () => {
    fc.assert(
      fc.property(scored, (rows) => {
        expect(score(rows).auc).toBeCloseTo(naiveAuc(rows), 12);
      }),
    );
  });

  it("takes a score of one half for a yes", () => {
    expect(
      score([
        [0.5, true],
        [0.49, false],
        [0.5, false],
        [0.2, true],
      ]).accuracy,
    ).toBe(0.5);
  });

  it("finds no calibration error where scores are what comes true, and the whole distance where not", () => {
    const rows = (outcomes: number) => Array.from({ length: 100 }, (_, i) => [0.25, i < outcomes] as const);
    expect(score(rows(25)).ece).toBeCloseTo(0, 12);
    expect(score(rows(75)).ece).toBeCloseTo(0.5, 12);
    expect(
      score([
        [1, true],
        [1, false],
      ]).ece,
    ).toBeCloseTo(0.5, 12);
  });
});
