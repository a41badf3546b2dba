import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Measurement } from "../../../lib/engine/index.ts";
import { announcingTopology } from "../../support/announcing-topology.ts";
import { pipelineMetrics } from "../../../lambdas/aws/pipeline-metrics.ts";

/** Powertools writes EMF to standard output through a console of its own. */
let lines: string[];
const write = process.stdout.write;

beforeEach(() => {
  lines = [];
  process.stdout.write = ((text: string) => lines.push(...text.trim().split("\n")) > 0) as typeof write;
});

afterEach(() => {
  process.stdout.write = write;
});

describe("pipelineMetrics()", () => {
  it("keeps every value and the one dimension when values fill several EMF objects", () => {
    const metrics = pipelineMetrics({ name: "iot" }, "dev");
    metrics.add("BatchSize", 250);
    for (let i = 0; i < 250; i++) {
      metrics.add("ProcessingLatency", i);
      metrics.add("EndToEndLatency", 200);
    }
    metrics.publish();
    process.stdout.write = write;
    const objects = lines.map((line) => JSON.parse(line));
    expect(objects.length).toBeGreaterThanOrEqual(3);
    for (const object of objects) {
      expect(object._aws.CloudWatchMetrics[0].Dimensions).toEqual([["pipeline", "stage"]]);
      expect(object.pipeline).toBe("iot");
      expect([object.ProcessingLatency ?? []].flat().length).toBeLessThanOrEqual(100);
    }
    const latencies = objects.flatMap(({ ProcessingLatency }) => ProcessingLatency ?? []);
    expect(latencies).toEqual(Array.from({ length: 250 }, (_, i) => i));
    expect(objects.flatMap(({ EndToEndLatency }) => EndToEndLatency ?? [])).toHaveLength(250);
    expect(objects.flatMap(({ BatchSize }) => BatchSize ?? [])).toEqual([250]);
  });

  it("names units as CloudWatch knows them", () => {
    const metrics = pipelineMetrics({ name: "iot" }, "dev");
    metrics.add("PageBytesMax", 10);
    metrics.add("EventTimeLag", 5);
    metrics.publish();
    process.stdout.write = write;
    expect(JSON.parse(lines[0] ?? "")._aws.CloudWatchMetrics).toEqual([
      {
        Namespace: "Tidewater",
        Dimensions: [["pipeline", "stage"]],
        Metrics: [
          { Name: "PageBytesMax", Unit: "Bytes" },
          { Name: "EventTimeLag", Unit: "Milliseconds" },
        ],
      },
    ]);
  });
});

describe("PipelineMetrics.measure()", () => {
  const measured = (measurements: readonly Measurement[], topology = announcingTopology()) => {
    const metrics = pipelineMetrics(topology, "dev");
    const attempt = () => metrics.measure(measurements);
    return {
      attempt,
      published() {
        metrics.publish();
        process.stdout.write = write;
        return JSON.parse(lines[0] ?? "{}");
      },
    };
  };

  it("adds each value in the unit that the telemetry names, beside the engine's own metrics", () => {
    const { attempt, published } = measured([
      { metric: "FoldLatency", value: 1.5 },
      { metric: "CacheHits", value: 1 },
      { metric: "FoldLatency", value: 2.5 },
      { metric: "data_drift_score", value: 0 },
    ]);
    attempt();
    const line = published();
    expect(line).toMatchObject({
      pipeline: "small",
      FoldLatency: [1.5, 2.5],
      CacheHits: 1,
      data_drift_score: 0,
    });
    expect(line._aws.CloudWatchMetrics[0].Metrics).toEqual([
      { Name: "FoldLatency", Unit: "Milliseconds" },
      { Name: "CacheHits", Unit: "Count" },
      { Name: "data_drift_score", Unit: "None" },
    ]);
  });

  it.each([
    ["Unnamed", 1, "the telemetry of small names no metric Unnamed"],
    ["constructor", 1, "the telemetry of small names no metric constructor"],
    ["FoldLatency", Number.NaN, "FoldLatency: expected a finite number"],
    ["FoldLatency", Number.POSITIVE_INFINITY, "FoldLatency: expected a finite number"],
  ])("refuses %s of %d, and keeps the rest", (metric, value, reason) => {
    const { attempt, published } = measured([
      { metric, value },
      { metric: "CacheHits", value: 1 },
    ]);
    expect(attempt).toThrow(new TypeError(`Cannot publish a measurement: ${reason}`));
    const line = published();
    expect(line.CacheHits).toBe(1);
    expect(line).not.toHaveProperty(["FoldLatency"]);
  });

  it("takes nothing of a pipeline without telemetry", () => {
    const metrics = pipelineMetrics({ name: "iot" }, "dev");
    metrics.measure([]);
    expect(() => metrics.measure([{ metric: "FoldLatency", value: 1 }])).toThrow(TypeError);
  });
});
