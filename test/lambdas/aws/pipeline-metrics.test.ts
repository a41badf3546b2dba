import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
    const metrics = pipelineMetrics({ name: "iot" });
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
      expect(object._aws.CloudWatchMetrics[0].Dimensions).toEqual([["pipeline"]]);
      expect(object.pipeline).toBe("iot");
      expect([object.ProcessingLatency ?? []].flat().length).toBeLessThanOrEqual(100);
    }
    const latencies = objects.flatMap(({ ProcessingLatency }) => ProcessingLatency ?? []);
    expect(latencies).toEqual(Array.from({ length: 250 }, (_, i) => i));
    expect(objects.flatMap(({ EndToEndLatency }) => EndToEndLatency ?? [])).toHaveLength(250);
    expect(objects.flatMap(({ BatchSize }) => BatchSize ?? [])).toEqual([250]);
  });

  it("names units as CloudWatch knows them", () => {
    const metrics = pipelineMetrics({ name: "iot" });
    metrics.add("PageBytesMax", 10);
    metrics.add("EventTimeLag", 5);
    metrics.publish();
    process.stdout.write = write;
    expect(JSON.parse(lines[0] ?? "")._aws.CloudWatchMetrics).toEqual([
      {
        Namespace: "Tidewater",
        Dimensions: [["pipeline"]],
        Metrics: [
          { Name: "PageBytesMax", Unit: "Bytes" },
          { Name: "EventTimeLag", Unit: "Milliseconds" },
        ],
      },
    ]);
  });
});
