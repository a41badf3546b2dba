import { describe, expect, it } from "vitest";
import {
  type AdaptiveState,
  type Anomaly,
  initialAdaptiveState,
  observe,
  SCORE_MAX,
} from "../../../lib/pipelines/iot/adaptive-detector.ts";
import { WARM_UP_READINGS } from "../../../lib/pipelines/iot/control-chart.ts";
import { significantDigits } from "../../../lib/pipelines/iot/significant-digits.ts";
import { noisySeries } from "./adaptive-detector-noise.ts";

interface Raised extends Anomaly {
  readonly index: number;
}

function run(values: readonly number[]): { raised: Raised[]; state: AdaptiveState } {
  let state = initialAdaptiveState;
  const raised: Raised[] = [];
  for (const [index, value] of values.entries()) {
    const observation = observe(state, value);
    state = observation.state;
    if (observation.anomaly !== undefined) raised.push({ ...observation.anomaly, index });
  }
  return { raised, state };
}

/** Two levels in turn: a past with an exact knee, so that what is raised can be said to the reading. */
const flipping = (length: number): number[] =>
  Array.from({ length }, (_, index) => (index % 2 === 0 ? 19 : 21));
const indicesOf = (raised: readonly Raised[]) => raised.map(({ index }) => index);
const between = (raised: readonly Raised[], from: number, to: number) =>
  indicesOf(raised).filter((index) => index >= from && index < to);

describe("observe", () => {
  it("stays silent for a constant sensor and keeps its level", () => {
    const { raised, state } = run(new Array(1000).fill(7.5));
    expect(raised).toEqual([]);
    expect(state).toEqual({ ...initialAdaptiveState, seen: 1000, slow: 7.5 });
  });

  it("raises the first change of a constant sensor with the largest score", () => {
    const { raised } = run([...new Array(500).fill(7.5), 8]);
    expect(raised).toEqual([
      { index: 500, signal: "jump", score: SCORE_MAX, expected: { min: 7.5, max: 7.5 } },
    ]);
  });

  it("stays silent during the warm-up, whatever comes", () => {
    const values = flipping(WARM_UP_READINGS);
    values[60] = 1e6;
    expect(run(values).raised).toEqual([]);
  });

  it("raises a spike once, with the range that was expected around the recent level", () => {
    const { raised } = run([...flipping(1000), 40, ...flipping(200)]);
    expect(indicesOf(raised)).toEqual([1000]);
    expect(raised[0]?.signal).toBe("jump");
    expect(raised[0]?.expected.min).toBeGreaterThan(15);
    expect(raised[0]?.expected.max).toBeLessThan(25);
  });

  it("raises a level shift once and takes the new level for normal afterwards", () => {
    const values = [...flipping(1000), ...flipping(3000).map((value) => value + 15)];
    const { raised, state } = run(values);
    expect(indicesOf(raised)).toEqual([1000]);
    expect(state.slow + state.lead).toBeCloseTo(35, 1);
    expect(indicesOf(run([...values, 20, 35]).raised)).toEqual([1000, 4000]);
  });

  it("raises again within an episode only when it is twice as bad", () => {
    const excursion = [40, 45, 50, 55, 85, 85, 85];
    expect(indicesOf(run([...flipping(1000), ...excursion]).raised)).toEqual([1000, 1004]);
  });

  it("raises two spikes that a calm stretch parts, and one episode for two that it does not", () => {
    const spikes = (gap: number) =>
      noisySeries(1200, 12, (index) => (index === 1000 || index === 1000 + gap ? 40 : 20));
    expect(between(run(spikes(60)).raised, 1000, 1061)).toEqual([1000, 1060]);
    expect(between(run(spikes(5)).raised, 1000, 1061)).toEqual([1000]);
  });

  it("raises an excursion that grows too slowly to jump as a drift", () => {
    const ramp = Array.from({ length: 300 }, (_, index) => (index % 2 === 0 ? 19 : 21) + index * 0.01);
    const { raised } = run([...flipping(1000), ...ramp]);
    expect(raised[0]?.signal).toBe("drift");
    expect(indicesOf(raised)).toHaveLength(1);
  });

  it("rounds no large level away: a change far below the level is still a change", () => {
    const values = noisySeries(1001, 3, (index) => 1e6 + (index === 1000 ? 0.2 : 0), 0.01);
    expect(between(run(values).raised, 1000, 1001)).toEqual([1000]);
  });

  it("is not blinded by one wild reading, before or after the warm-up", () => {
    for (const wildAt of [5, 50, 900]) {
      const values = noisySeries(1100, 11, (index) => (index === wildAt ? 1e9 : index === 1000 ? 32 : 20));
      expect(between(run(values).raised, 1000, 1001)).toEqual([1000]);
    }
  });
});

describe("observe on noise of known kind", () => {
  const LENGTH = 20_000;
  const episodesPer1000 = (values: readonly number[]) => (1000 * run(values).raised.length) / values.length;

  it("raises less than five episodes in a thousand readings while nothing happens", () => {
    const daily = (index: number) => 20 + 10 * Math.sin((index * 2 * Math.PI) / 48);
    expect(episodesPer1000(noisySeries(LENGTH, 1, () => 20))).toBeLessThan(5);
    expect(episodesPer1000(noisySeries(LENGTH, 2, daily))).toBeLessThan(5);
    expect(episodesPer1000(noisySeries(LENGTH, 3, (index) => index * 0.01))).toBeLessThan(5);
    const halfSilent = noisySeries(LENGTH, 4, () => 0).map((value) => Math.max(0, value));
    expect(episodesPer1000(halfSilent)).toBeLessThan(5);
  });

  it("finds a spike that stands out of a daily period", () => {
    const shape = (index: number) =>
      20 + 10 * Math.sin((index * 2 * Math.PI) / 48) + (index === 3000 ? 40 : 0);
    expect(between(run(noisySeries(3100, 5, shape)).raised, 3000, 3001)).toEqual([3000]);
  });

  it("raises when the spread grows fourfold, and then gets used to it", () => {
    const next = noisySeries(12_000, 6, () => 0);
    const { raised } = run(next.map((value, index) => 20 + value * (index < 2000 ? 1 : 4)));
    expect(between(raised, 2000, 2050).length).toBeGreaterThan(0);
    expect(between(raised, 7000, 12_000).length).toBeLessThan(25);
  });

  it("keeps its state under two hundred bytes of JSON", () => {
    const { state } = run(noisySeries(5000, 7, () => 71.3, 3.7));
    expect(JSON.stringify(state).length).toBeLessThan(200);
  });
});

describe("significantDigits", () => {
  it("keeps seven digits at any magnitude and prints short", () => {
    expect(significantDigits(1 / 3)).toBe(0.3333333);
    expect(significantDigits(-123456789)).toBe(-123456800);
    expect(significantDigits(2e-8 / 3)).toBe(6.666667e-9);
    expect(significantDigits(0)).toBe(0);
    expect(significantDigits(5e-324)).toBe(0);
  });
});
