/** Lines of a log as metrics: those that our functions write, and anything else that a log may hold. */
import { describe, expect, test, vi } from "vitest";
import { pipelineMetrics } from "../../../lambdas/aws/pipeline-metrics.ts";
import { readEmfLine } from "../../../lambdas/local-metrics/emf-line.ts";

function lineOf(directives: readonly object[], fields: object): string {
  return JSON.stringify({ _aws: { Timestamp: 1_000, CloudWatchMetrics: directives }, ...fields });
}

const DIRECTIVE = { Namespace: "Tidewater", Dimensions: [["pipeline"]] };

describe("readEmfLine", () => {
  test("reads a list of values under namespace, name, unit and dimensions", () => {
    const Metrics = [{ Name: "Latency", Unit: "Milliseconds" }];
    const line = lineOf([{ ...DIRECTIVE, Metrics }], { pipeline: "iot", Latency: [1, 2.5, 1] });
    expect(readEmfLine(line)).toEqual([
      {
        namespace: "Tidewater",
        name: "Latency",
        unit: "Milliseconds",
        dimensions: [{ Name: "pipeline", Value: "iot" }],
        timestampMs: 1_000,
        values: [1, 2.5, 1],
      },
    ]);
  });

  test("reads a single value, and a metric without a unit as one of none", () => {
    const line = lineOf([{ ...DIRECTIVE, Metrics: [{ Name: "Drift" }] }], { pipeline: "iot", Drift: 0.25 });
    expect(readEmfLine(line)).toMatchObject([{ unit: "None", values: [0.25] }]);
  });

  test("takes each dimension set for a metric of its own", () => {
    const Dimensions = [["pipeline"], ["pipeline", "shard"], []];
    const Metrics = [{ Name: "Lag", Unit: "Count" }];
    const line = lineOf([{ Namespace: "N", Dimensions, Metrics }], { pipeline: "iot", shard: "s-1", Lag: 3 });
    expect(readEmfLine(line).map(({ dimensions }) => dimensions)).toEqual([
      [{ Name: "pipeline", Value: "iot" }],
      [
        { Name: "pipeline", Value: "iot" },
        { Name: "shard", Value: "s-1" },
      ],
      [],
    ]);
  });

  test("reads an object behind a time stamp", () => {
    const line = lineOf([{ ...DIRECTIVE, Metrics: [{ Name: "Late" }] }], { pipeline: "iot", Late: 1 });
    expect(readEmfLine(`2026-01-01T00:00:00Z\tINFO\t${line}`)).toHaveLength(1);
  });

  test.each([
    ["START RequestId: 1 Version: $LATEST"],
    ['{"message":"records_dead_lettered"}'],
    ['{"_aws":{}}'],
    ['{"_aws":{"CloudWatchMetrics":[null]}}'],
    ['{"_aws":{"CloudWatchMetrics":[{"Metrics":[]}]}}'],
    ['{"_aws":{"CloudWatchMetrics":[{"Dimensions":["pipeline"],"Metrics":[]}]}}'],
    ['{"_aws":{"CloudWatchMetrics":[{"Dimensions":[[]]}]}}'],
    ['{"_aws":{"CloudWatchMetrics":[{"Dimensions":[[]],"Metrics":[null]}]}}'],
    ['{"_aws": broken'],
    ['"_aws"'],
    [""],
  ])("finds no metrics in %j", (line) => {
    expect(readEmfLine(line)).toEqual([]);
  });

  test("reads what a pipeline's functions write, all of it", () => {
    const lines: string[] = [];
    const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      lines.push(...String(text).split("\n"));
      return true;
    });
    const metrics = pipelineMetrics({ name: "iot" }, "local");
    for (let i = 0; i < 250; i += 1) metrics.add("ProcessingLatency", i);
    metrics.add("Applied", 250);
    metrics.publish();
    write.mockRestore();
    const found = lines.flatMap((line) => readEmfLine(line));
    const latencies = found.filter(({ name }) => name === "ProcessingLatency");
    expect(latencies.flatMap(({ values }) => values)).toEqual(Array.from({ length: 250 }, (_, i) => i));
    for (const { namespace, unit, dimensions } of latencies) {
      expect([namespace, unit, dimensions]).toEqual([
        "Tidewater",
        "Milliseconds",
        [
          { Name: "pipeline", Value: "iot" },
          { Name: "stage", Value: "local" },
        ],
      ]);
    }
    expect(found.filter(({ name }) => name === "Applied")).toMatchObject([{ unit: "Count", values: [250] }]);
  });
});
