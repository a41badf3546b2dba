import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../lib/engine/state/json.ts";
import {
  type AdaptiveState,
  type Anomaly,
  initialAdaptiveState,
  observe,
  SCORE_MAX,
} from "../../../lib/pipelines/iot/adaptive-detector.ts";
import { WARM_UP_READINGS } from "../../../lib/pipelines/iot/control-chart.ts";
import { noisySeries } from "./adaptive-detector-noise.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const ordinary = fc.double({ noNaN: true, min: -1000, max: 1000 });
const wild = fc.oneof(
  finite,
  ordinary,
  fc.constantFrom(0, -0, 1e308, -1e308, 5e-324, 1e300, Number.MAX_VALUE),
);

function run(values: readonly number[], from: AdaptiveState = initialAdaptiveState) {
  let state = from;
  const anomalies: (Anomaly | undefined)[] = [];
  for (const value of values) {
    const observation = observe(state, value);
    state = observation.state;
    anomalies.push(observation.anomaly);
  }
  return { state, anomalies };
}

/** A past long enough to be judged by, and then anything. */
const past = noisySeries(WARM_UP_READINGS + 50, 9, () => 20);

function numbersIn(json: Json): number[] {
  if (typeof json === "number") return [json];
  return json !== null && typeof json === "object" ? Object.values(json).flatMap(numbersIn) : [];
}

describe("observe", () => {
  it("keeps a state of finite numbers that survives JSON, for any finite readings", () => {
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 300 }), (values) => {
        const { state } = run(values);
        expect(numbersIn(state).every(Number.isFinite)).toBe(true);
        expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
        expect(JSON.stringify(state).length).toBeLessThan(260);
      }),
    );
  });

  it("gives the same whether its state was kept or stored and read back after any reading", () => {
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 200 }), fc.nat(), (tail, cut) => {
        const values = [...past, ...tail];
        const at = cut % (values.length + 1);
        const whole = run(values);
        const first = run(values.slice(0, at));
        const second = run(values.slice(at), JSON.parse(JSON.stringify(first.state)));
        expect(second.state).toStrictEqual(whole.state);
        expect([...first.anomalies, ...second.anomalies]).toStrictEqual(whole.anomalies);
      }),
    );
  });

  it("raises with a score in [1, SCORE_MAX] and an ordered, finite range that a jump lies outside of", () => {
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 200 }), (tail) => {
        const values = [...past, ...tail];
        for (const [index, anomaly] of run(values).anomalies.entries()) {
          if (anomaly === undefined) continue;
          expect(anomaly.score).toBeGreaterThanOrEqual(1);
          expect(anomaly.score).toBeLessThanOrEqual(SCORE_MAX);
          const { min, max } = anomaly.expected;
          expect(Number.isFinite(min) && Number.isFinite(max) && min <= max).toBe(true);
          const reading = values[index] as number;
          if (anomaly.signal === "jump") expect(reading < min || reading > max).toBe(true);
        }
      }),
    );
  });

  it("judges a mirrored series alike", () => {
    fc.assert(
      fc.property(fc.array(ordinary, { maxLength: 200 }), (tail) => {
        const values = [...past, ...tail];
        const scores = (series: readonly number[]) => run(series).anomalies.map((anomaly) => anomaly?.score);
        expect(scores(values.map((value) => -value))).toEqual(scores(values));
      }),
    );
  });

  it("does not change the state that it was given", () => {
    const { state } = run(past);
    const before = structuredClone(state);
    observe(state, 1e6);
    expect(state).toStrictEqual(before);
  });

  it("raises nothing in the warm-up, for any finite readings", () => {
    fc.assert(
      fc.property(fc.array(wild, { minLength: 1, maxLength: WARM_UP_READINGS }), (values) => {
        expect(run(values).anomalies.every((anomaly) => anomaly === undefined)).toBe(true);
      }),
    );
  });
});
