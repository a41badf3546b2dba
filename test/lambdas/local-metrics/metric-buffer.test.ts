/** Values that wait to be put: none is lost, doubled or given to another metric, whatever is put in. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MetricValues } from "../../../lambdas/local-metrics/emf-line.ts";
import { MetricBuffer } from "../../../lambdas/local-metrics/metric-buffer.ts";

const LATENCY: MetricValues = {
  namespace: "Tidewater",
  name: "ProcessingLatency",
  unit: "Milliseconds",
  dimensions: [{ Name: "pipeline", Value: "iot" }],
  timestampMs: 12_345,
  values: [8, 9.5, 8.04],
};

function drained(...metrics: readonly MetricValues[]) {
  const buffer = new MetricBuffer();
  for (const metric of metrics) buffer.add(metric);
  return buffer.drain();
}

describe("MetricBuffer", () => {
  test("counts equal values under the metric's whole identity", () => {
    expect(drained(LATENCY, { ...LATENCY, values: [8] })).toEqual([
      {
        Namespace: "Tidewater",
        MetricData: [
          {
            MetricName: "ProcessingLatency",
            Unit: "Milliseconds",
            Dimensions: [{ Name: "pipeline", Value: "iot" }],
            Timestamp: new Date(10_000),
            Values: [8, 9.5],
            Counts: [3, 1],
          },
        ],
      },
    ]);
  });

  test.each<[string, Partial<MetricValues>]>([
    ["name", { name: "EndToEndLatency" }],
    ["unit", { unit: "Count" }],
    ["dimension", { dimensions: [{ Name: "pipeline", Value: "medical" }] }],
    ["number of dimensions", { dimensions: [] }],
    ["five seconds", { timestampMs: 15_000 }],
  ])("keeps metrics of another %s apart", (_, other) => {
    const [request, ...more] = drained(LATENCY, { ...LATENCY, ...other });
    expect(more).toEqual([]);
    expect(request?.MetricData).toHaveLength(2);
  });

  test("tells times to two digits, and everything else as it is", () => {
    const valuesOf = (unit: MetricValues["unit"]) =>
      drained({ ...LATENCY, unit, values: [0.847, 12.34, 1_260] })[0]?.MetricData?.[0]?.Values;
    expect(valuesOf("Milliseconds")).toEqual([0.85, 12, 1_300]);
    expect(valuesOf("Count")).toEqual([0.847, 12.34, 1_260]);
  });

  test("makes a request for each namespace", () => {
    const requests = drained(LATENCY, { ...LATENCY, namespace: "Other" });
    expect(requests.map(({ Namespace }) => Namespace)).toEqual(["Tidewater", "Other"]);
  });

  test("gives at most 150 values to a datum and 1000 data to a request", () => {
    const values = Array.from({ length: 301 }, (_, i) => i);
    const [long] = drained({ ...LATENCY, unit: "Count", values });
    expect(long?.MetricData?.map(({ Values }) => Values?.length)).toEqual([150, 150, 1]);
    const names = Array.from({ length: 1001 }, (_, i) => ({ ...LATENCY, name: `metric${i}` }));
    expect(drained(...names).map(({ MetricData }) => MetricData?.length)).toEqual([1000, 1]);
  });

  test("is empty before and after, and where there was nothing but names", () => {
    const buffer = new MetricBuffer();
    expect(buffer.isEmpty).toBe(true);
    buffer.add(LATENCY);
    expect(buffer.isEmpty).toBe(false);
    buffer.drain();
    expect(buffer.isEmpty).toBe(true);
    expect(buffer.drain()).toEqual([]);
    buffer.add({ ...LATENCY, values: [] });
    expect(buffer.drain().flatMap(({ MetricData }) => MetricData)).toEqual([]);
  });

  test("puts every value as often as it was added, over any drains", () => {
    const metric = fc.record({
      name: fc.constantFrom("a", "b"),
      timestampMs: fc.integer({ min: 0, max: 5_000 }),
      values: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 400 }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(metric, fc.boolean()), { maxLength: 20 }), (steps) => {
        const buffer = new MetricBuffer();
        const put: string[] = [];
        const drain = () => {
          for (const { MetricData = [] } of buffer.drain()) {
            for (const { MetricName, Values = [], Counts = [] } of MetricData) {
              for (const [i, value] of Values.entries()) {
                for (let n = 0; n < (Counts[i] ?? 0); n += 1) put.push(`${MetricName} ${value}`);
              }
            }
          }
        };
        for (const [values, isDrained] of steps) {
          buffer.add({ ...LATENCY, ...values });
          if (isDrained) drain();
        }
        drain();
        const added = steps.flatMap(([{ name, values }]) => values.map((value) => `${name} ${value}`));
        expect(put.toSorted()).toEqual(added.toSorted());
      }),
    );
  });
});
