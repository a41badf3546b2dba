import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedPsi, psi } from "../../../../lib/pipelines/medical/drift/psi.ts";
import { Random } from "../../../../lib/testing/random.ts";

const counts = (length: number) => fc.array(fc.nat(1000), { minLength: length, maxLength: length });
const pair = fc.integer({ min: 1, max: 12 }).chain((bins) => fc.tuple(counts(bins), counts(bins)));

/** The definition, event by event and bin by bin: every smoothing spelt out. */
function naivePsi(reference: readonly number[], observed: readonly number[]): number {
  const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0);
  const p = reference.map((count) => (count + 1 / 2) / sum(reference.map((one) => one + 1 / 2)));
  const q = observed.map((count, bin) => (count + (p[bin] as number)) / (sum(observed) + 1));
  return sum(
    p.map((share, bin) => ((q[bin] as number) - share) * (Math.log(q[bin] as number) - Math.log(share))),
  );
}

describe("psi()", () => {
  it("agrees with the definition, for any counts", () => {
    fc.assert(
      fc.property(pair, ([reference, observed]) => {
        expect(psi(reference, observed)).toBeCloseTo(naivePsi(reference, observed), 9);
      }),
    );
  });

  it("is finite and never negative, with empty bins and with nothing at all", () => {
    fc.assert(
      fc.property(pair, ([reference, observed]) => {
        expect(psi(reference, observed)).toBeGreaterThanOrEqual(-1e-12);
        expect(Number.isFinite(psi(reference, observed))).toBe(true);
      }),
    );
    expect(psi([10, 20, 0], [0, 0, 0])).toBeCloseTo(0, 12);
  });

  it("is that of the textbook where smoothing does not matter", () => {
    const textbook = (0.3 - 0.5) * Math.log(0.3 / 0.5) + (0.7 - 0.5) * Math.log(0.7 / 0.5);
    expect(psi([5e8, 5e8], [3e8, 7e8])).toBeCloseTo(textbook, 6);
  });

  it("is nothing for equal shares, and large for a population that training did not have", () => {
    expect(psi([5000, 3000, 2000], [500, 300, 200])).toBeLessThan(1e-6);
    expect(psi([0, 50_000, 0], [1000, 0, 0])).toBeGreaterThan(5);
  });

  it("refuses histograms of different bins", () => {
    expect(() => psi([1, 2], [1, 2, 3])).toThrow("Cannot compare histograms: they have 2 and 3 bins");
  });
});

describe("expectedPsi()", () => {
  it("is what chance alone shows: (B - 1) x (1/n + 1/m), over many windows without drift", () => {
    const random = new Random(11);
    const bins = 10;
    const draw = (events: number) => {
      const drawn = new Array<number>(bins).fill(0);
      for (let i = 0; i < events; i++) drawn[random.below(bins)]! += 1;
      return drawn;
    };
    const reference = draw(20_000);
    for (const events of [200, 1000]) {
      const windows = Array.from({ length: 500 }, () => draw(events));
      const mean = windows.reduce((sum, window) => sum + psi(reference, window), 0) / windows.length;
      const expected = expectedPsi(reference, windows[0] as number[]);
      expect(expected).toBeCloseTo(9 * (1 / events + 1 / 20_000), 12);
      expect(Math.abs(mean / expected - 1)).toBeLessThan(0.1);
    }
  });

  it("does not count bins that the reference leaves empty, and knows nothing of nothing", () => {
    expect(expectedPsi([0, 50, 50], [0, 10, 10])).toBeCloseTo(1 / 20 + 1 / 100, 12);
    expect(expectedPsi([100], [50])).toBe(0);
    expect(expectedPsi([5, 5], [0, 0])).toBe(Number.POSITIVE_INFINITY);
  });
});
