/** Goal: quantiles of metrics are those of their values, within the sketch's accuracy, in bounded memory. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUCKET_MS, BUCKETS_MAX, MetricBuckets } from "../../../scripts/dashboard/sources/metric-buckets.ts";
import { LATENCY_EDGES_MS } from "../../../scripts/dashboard/sources/metric-source.ts";
import { seriesOf } from "../../../scripts/dashboard/sources/cloudwatch-metrics.ts";

const SPAN = { fromMs: 0, toMs: 10 * BUCKET_MS } as const;

describe("MetricBuckets", () => {
  it("has a point for each step with values, and none for the others", () => {
    const buckets = new MetricBuckets();
    buckets.add(100, [10, 20]);
    buckets.add(2 * BUCKET_MS, [30]);
    const { points } = buckets.series(SPAN.fromMs, SPAN.toMs);
    expect(points.map(({ atMs, count }) => [atMs, count])).toEqual([
      [0, 2],
      [2 * BUCKET_MS, 1],
    ]);
  });

  it("has the quantiles of the values, to a hundredth, as sorting them gives", () => {
    const values = fc.array(fc.double({ min: 0.1, max: 5_000, noNaN: true }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(values, (latencies) => {
        const buckets = new MetricBuckets();
        buckets.add(0, latencies);
        const sorted = latencies.toSorted((one, other) => one - other);
        const exact = sorted[Math.floor(0.95 * (sorted.length - 1))] as number;
        const { p95 } = buckets.series(0, BUCKET_MS).latest;
        expect(Math.abs((p95 ?? 0) - exact)).toBeLessThanOrEqual(0.011 * exact + 0.01);
      }),
    );
  });

  it("counts each value in exactly one bin", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 3_000, noNaN: true })), (values) => {
        const buckets = new MetricBuckets();
        buckets.add(0, values);
        const expected = LATENCY_EDGES_MS.map((edge, i) => {
          const next = LATENCY_EDGES_MS[i + 1] ?? Number.POSITIVE_INFINITY;
          return values.filter((value) => value >= edge && value < next).length;
        });
        expect(buckets.series(0, BUCKET_MS).histogram).toEqual(expected);
      }),
    );
  });

  it("keeps an hour and no more, however long it runs", () => {
    const buckets = new MetricBuckets();
    for (let i = 0; i < 3 * BUCKETS_MAX; i++) buckets.add(i * BUCKET_MS, [i]);
    expect(buckets.size).toBe(BUCKETS_MAX);
    const { points } = buckets.series(0, Number.MAX_SAFE_INTEGER);
    expect([points[0]?.p50, points.at(-1)?.count]).toEqual([expect.closeTo(2 * BUCKETS_MAX, -2), 1]);
  });
});

it("seriesOf reads CloudWatch's answers: points by time, bins as shares of all values", () => {
  const answers = new Map([
    ["step_p50", new Map([[60_000, 8]])],
    ["step_p95", new Map([[60_000, 14]])],
    ["step_p99", new Map([[60_000, 26]])],
    [
      "step_samplecount",
      new Map([
        [0, 0],
        [60_000, 200],
      ]),
    ],
    ["bin_6", new Map([[0, 75]])],
  ]);
  const { points, latest, histogram } = seriesOf(answers, 60_000);
  expect(points).toEqual([{ atMs: 60_000, count: 200, p50: 8, p95: 14, p99: 26 }]);
  expect([latest, histogram[6], histogram[7]]).toEqual([{ p50: 8, p95: 14, p99: 26 }, 150, 0]);
});
