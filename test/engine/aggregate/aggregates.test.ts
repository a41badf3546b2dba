import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Aggregate,
  count,
  distinct,
  type Json,
  max,
  min,
  quantiles,
  stats,
  sum,
} from "../../../lib/engine/index.ts";

const value = (event: number) => event;
const measurement = fc.double({ min: -1e9, max: 1e9, noNaN: true });

function fold<S extends Json, R>(aggregate: Aggregate<number, S, R>, events: readonly number[]): S {
  return events.reduce(
    (state, event) => aggregate.add(state, aggregate.input(event) as never),
    aggregate.zero(),
  );
}

function resultOf<S extends Json, R>(aggregate: Aggregate<number, S, R>, events: readonly number[]): R {
  return aggregate.result(fold(aggregate, events));
}

function mergedResultOf<S extends Json, R>(
  aggregate: Aggregate<number, S, R>,
  parts: readonly (readonly number[])[],
): R {
  const states = parts.map((part) => JSON.parse(JSON.stringify(fold(aggregate, part))) as S);
  return aggregate.result(states.reduce((one, other) => aggregate.merge(one, other), aggregate.zero()));
}

const close = (one: number | null, other: number | null) => {
  if (one === null || other === null) return one === other;
  return Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one), Math.abs(other)) * 1e3;
};

describe("count(), sum(), min(), max()", () => {
  it("start from nothing", () => {
    expect(resultOf(count(), [])).toBe(0);
    expect(resultOf(sum(value), [])).toBe(0);
    expect(resultOf(min(value), [])).toBeNull();
    expect(resultOf(max(value), [])).toBeNull();
  });

  it("give the same result merged from parts as in one go", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer(), { maxLength: 20 }), { maxLength: 6 }), (parts) => {
        const all = parts.flat();
        for (const aggregate of [count<number>(), sum(value), min(value), max(value)]) {
          const one = aggregate as Aggregate<number, number, unknown>;
          expect(mergedResultOf(one, parts)).toEqual(resultOf(one, all));
        }
        expect(resultOf(min(value), all)).toBe(all.length === 0 ? null : Math.min(...all));
        expect(resultOf(max(value), all)).toBe(all.length === 0 ? null : Math.max(...all));
      }),
    );
  });

  it("give 0 for -0, as they would after their state was stored and read back", () => {
    for (const aggregate of [sum(value), min(value), max(value)]) {
      const one = aggregate as Aggregate<number, number, unknown>;
      expect(resultOf(one, [-0])).toBe(0);
      expect(mergedResultOf(one, [[-0]])).toBe(0);
    }
  });

  it("give the largest number for more than that, which could not be read back", () => {
    expect(resultOf(sum(value), [1e308, 1e308])).toBe(Number.MAX_VALUE);
    expect(resultOf(sum(value), [-1e308, -1e308])).toBe(-Number.MAX_VALUE);
    expect(mergedResultOf(sum(value), [[1e308], [1e308]])).toBe(Number.MAX_VALUE);
  });

  it("refuse what is not a finite number, without naming it", () => {
    expect(() => sum(value).input(Number.NaN)).toThrow("expected a finite number");
    expect(() => min(value).input(Number.POSITIVE_INFINITY)).toThrow("expected a finite number");
  });
});

describe("stats()", () => {
  it("agrees with the two-pass formulas on any split", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(measurement, { maxLength: 30 }), { minLength: 1, maxLength: 5 }),
        (parts) => {
          const all = parts.flat();
          fc.pre(all.length > 0);
          const mean = all.reduce((total, event) => total + event, 0) / all.length;
          const variance = all.reduce((total, event) => total + (event - mean) ** 2, 0) / all.length;
          const merged = mergedResultOf(stats(value), parts);
          expect(merged.count).toBe(all.length);
          expect(merged.min).toBe(Math.min(...all) + 0);
          expect(merged.max).toBe(Math.max(...all) + 0);
          expect(close(merged.mean, mean)).toBe(true);
          expect(Math.abs((merged.variance ?? 0) - variance)).toBeLessThanOrEqual(1e-9 * (1e9 + variance));
        },
      ),
    );
  });

  it("takes any finite numbers, in one go or in parts, and its state is read back as it was", () => {
    const any = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(1e308, -1e308, 1.5e154, Number.MAX_VALUE, -Number.MAX_VALUE),
    );
    fc.assert(
      fc.property(fc.array(fc.array(any, { maxLength: 8 }), { maxLength: 4 }), (parts) => {
        const aggregate = stats(value);
        const states = [fold(aggregate, parts.flat()), ...parts.map((part) => fold(aggregate, part))];
        states.push(states.reduce((one, other) => aggregate.merge(one, other), aggregate.zero()));
        for (const state of states) expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        const { mean, min: least, max: most, variance } = aggregate.result(states[0] as never);
        if (mean === null || least === null || most === null) return;
        const tolerance = 1e-9 * Math.max(Math.abs(least), Math.abs(most));
        expect(mean).toBeGreaterThanOrEqual(least - tolerance);
        expect(mean).toBeLessThanOrEqual(most + tolerance);
        expect(variance).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it("keeps the variance of small spreads on large values, where the textbook formula gives zero or less", () => {
    const events = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16];
    expect(resultOf(stats(value), events).variance).toBe(22.5);
  });

  it("gives 0 for -0, as it would after its state was stored and read back", () => {
    const zero = { count: 1, sum: 0, min: 0, max: 0, mean: 0, variance: 0 };
    expect(resultOf(stats(value), [-0])).toEqual(zero);
    expect(mergedResultOf(stats(value), [[-0]])).toEqual(zero);
  });

  it("is zero in variance for one event and null for none", () => {
    expect(resultOf(stats(value), [5])).toEqual({ count: 1, sum: 5, min: 5, max: 5, mean: 5, variance: 0 });
    expect(resultOf(stats(value), []).mean).toBeNull();
  });
});

describe("quantiles()", () => {
  it("stays within its relative accuracy of the exact quantile, merged from any parts", () => {
    const ranks = [0, 0.25, 0.5, 0.95, 0.99, 1];
    fc.assert(
      fc.property(
        fc.array(fc.array(measurement, { maxLength: 50 }), { minLength: 1, maxLength: 4 }),
        (parts) => {
          const sorted = parts.flat().sort((one, other) => one - other);
          fc.pre(sorted.length > 0);
          const got = mergedResultOf(quantiles(value, ranks, 0.01), parts) as readonly number[];
          ranks.forEach((rank, i) => {
            const exact = sorted[Math.floor(rank * (sorted.length - 1))] as number;
            expect(Math.abs((got[i] as number) - exact)).toBeLessThanOrEqual(0.01 * Math.abs(exact) + 1e-8);
          });
        },
      ),
    );
  });

  it("bounds its state over 40 orders of magnitude and keeps the upper quantiles accurate", () => {
    const sketch = quantiles(value, [0.99, 1], 0.01);
    const events = Array.from({ length: 4000 }, (_, i) => 10 ** (-8 + (i / 4000) * 40));
    const state = fold(sketch, events);
    expect((state as unknown as [number, number[], number[]])[1].length).toBeLessThanOrEqual(2049);
    const [p99, top] = sketch.result(state) as [number, number];
    expect(Math.abs(p99 / (events[Math.floor(0.99 * 3999)] as number) - 1)).toBeLessThan(0.0101);
    expect(Math.abs(top / (events[3999] as number) - 1)).toBeLessThan(0.0101);
  });

  it("refuses ranks that are none", () => {
    expect(() => quantiles(value, [1.1])).toThrow("Cannot take quantile 1.1: expected 0 to 1");
  });
});

describe("distinct()", () => {
  const texts = distinct<number>((event) => `id-${event}`);

  it("is exact up to 255 different texts, however often they come and are split", () => {
    const once = Array.from({ length: 255 }, (_, i) => i);
    expect(mergedResultOf(texts, [once, once, once.slice(100)])).toBe(255);
  });

  it("estimates 100,000 within four standard errors", () => {
    const estimate = mergedResultOf(texts, [
      Array.from({ length: 60_000 }, (_, i) => i),
      Array.from({ length: 60_000 }, (_, i) => i + 40_000),
    ]);
    expect(Math.abs(estimate / 100_000 - 1)).toBeLessThan(4 / Math.sqrt(254));
  });
});
