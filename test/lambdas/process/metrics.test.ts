/** The processor's metric lines: what a pipeline measures of itself stands beside what the engine measures. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pipelineMetrics } from "../../../lambdas/aws/pipeline-metrics.ts";
import { WriteMeter } from "../../../lambdas/aws/write-meter.ts";
import { emitFailure } from "../../../lambdas/process/metrics.ts";
import { announcingTopology } from "../../support/announcing-topology.ts";

let output: string;
const write = process.stdout.write;

beforeEach(() => {
  output = "";
  process.stdout.write = ((text: string) => {
    output += text;
    return true;
  }) as typeof write;
});
afterEach(() => {
  process.stdout.write = write;
});

const emf = () =>
  output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("emitFailure()", () => {
  it("publishes what was measured until the batch failed", () => {
    const metrics = pipelineMetrics(announcingTopology());
    emitFailure(metrics, new WriteMeter(), [{ metric: "FoldLatency", value: 3 }]);
    expect(emf()).toMatchObject([{ CommitFailures: 1, StateWrites: 0, FoldLatency: 3 }]);
  });

  it("publishes the engine's own metrics also when a measurement is refused, which it tells", () => {
    const metrics = pipelineMetrics(announcingTopology());
    const measured = [{ metric: "Unnamed", value: 3 }];
    expect(() => emitFailure(metrics, new WriteMeter(), measured)).toThrow("names no metric Unnamed");
    expect(emf()).toMatchObject([{ CommitFailures: 1 }]);
  });
});
