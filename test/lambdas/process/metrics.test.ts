/** The processor's metric lines: what a pipeline measures of itself stands beside what the engine measures. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pipelineMetrics } from "../../../lambdas/aws/pipeline-metrics.ts";
import type { KinesisRecord } from "../../../lambdas/process/decode-record.ts";
import { emitBatchMetrics, emitFailure } from "../../../lambdas/process/metrics.ts";
import type { BatchReport, RejectionReason } from "../../../lib/engine/index.ts";
import { announcingTopology } from "../../support/announcing-topology.ts";
import { type CapturedOutput, captureOutput } from "../captured-output.ts";
import { freshMeters } from "./batch-meters.ts";

const SHARD = "shardId-000000000000";
const SPAN = { shardId: SHARD, beginMs: 0, endMs: 14.23 };
type Counts = BatchReport["counts"];
const NOTHING: Counts = {
  events: 0,
  applied: 0,
  expiredLate: 0,
  deadLettered: 0,
  duplicates: 0,
  late: 0,
  replaysApplied: 0,
  replaysExpired: 0,
  replaysDuplicate: 0,
  replaysDeadLettered: 0,
  heartbeats: 0,
};

let output: CapturedOutput;
beforeEach(() => {
  output = captureOutput();
});
afterEach(() => output.release());

const emf = () =>
  output
    .text()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

function emitted(counts: Partial<Counts>, reasons: readonly RejectionReason[] = [], records = 1) {
  const progress = { watermarkMs: Date.now() - 5_000 };
  const report = {
    shardId: SHARD,
    counts: { ...NOTHING, ...counts },
    progress,
    conflicts: 0,
    timersLost: 0,
    pagesCommitted: 1,
    rejections: reasons.map((reason) => ({ reason })),
  } as unknown as BatchReport;
  const batch = Array.from({ length: records }, () => ({ arrivalMs: Date.now() - 212 }) as KinesisRecord);
  const metrics = pipelineMetrics(announcingTopology(), "dev");
  emitBatchMetrics(metrics, freshMeters(), SPAN, report, batch, []);
  return emf();
}

describe("emitFailure()", () => {
  it("publishes what was measured until the batch failed", () => {
    const metrics = pipelineMetrics(announcingTopology(), "dev");
    emitFailure(metrics, freshMeters(), SPAN, [{ metric: "FoldLatency", value: 3 }]);
    expect(emf()).toMatchObject([{ CommitFailures: 1, Availability: 0, StateWrites: 0, FoldLatency: 3 }]);
  });

  it("publishes the engine's own metrics also when a measurement is refused, which it tells", () => {
    const metrics = pipelineMetrics(announcingTopology(), "dev");
    const measured = [{ metric: "Unnamed", value: 3 }];
    expect(() => emitFailure(metrics, freshMeters(), SPAN, measured)).toThrow("names no metric Unnamed");
    expect(emf()).toMatchObject([{ CommitFailures: 1 }]);
  });
});

describe("emitBatchMetrics()", () => {
  it("counts every record in one term of the conservation law, replays beside first arrivals", () => {
    const counts = {
      events: 9,
      applied: 4,
      expiredLate: 2,
      deadLettered: 1,
      duplicates: 2,
      replaysApplied: 1,
      replaysExpired: 1,
      replaysDeadLettered: 1,
      replaysDuplicate: 1,
      heartbeats: 3,
    };
    const [line] = emitted(counts);
    const terms = { Applied: 5, ExpiredLate: 3, DeadLettered: 2, Duplicates: 3, Heartbeats: 3 };
    expect(line).toMatchObject({ RecordsIn: 9, ...terms, Availability: 100, CommitFailures: 0 });
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.events;
    expect(Object.values(terms).reduce((sum, term) => sum + term, 0)).toBe(all);
  });

  it("gives each record its value in rates, so that averages are the rates whatever the batches' sizes", () => {
    const [line] = emitted({ applied: 3, late: 1, expiredLate: 1, deadLettered: 1 }, ["malformed_json"]);
    expect(line.late_data_rate).toEqual([100, 100, 0, 0]);
    expect(line.DeadLetterRate).toEqual([100, 0, 0, 0, 0]);
  });

  it("measures no rate and no lag of a batch of heartbeats", () => {
    const [line, ...others] = emitted({ heartbeats: 1 });
    expect(others).toEqual([]);
    for (const name of ["late_data_rate", "DeadLetterRate", "EventTimeLag"])
      expect(line).not.toHaveProperty([name]);
  });

  it("tells dead letters apart by reason, and a throwing operator from an invalid record", () => {
    const reasons = ["malformed_json", "operator_error", "malformed_json"] as const;
    const [, ...lines] = emitted({ deadLettered: 3 }, reasons);
    expect(lines).toMatchObject([
      { reason: "malformed_json", dlq_messages_total: 2, validation_errors_total: 2 },
      { reason: "operator_error", dlq_messages_total: 1 },
    ]);
    expect(lines[1]).not.toHaveProperty("validation_errors_total");
    for (const { _aws } of lines) {
      expect(_aws.CloudWatchMetrics[0].Dimensions).toEqual([
        ["pipeline", "stage"],
        ["pipeline", "stage", "reason"],
      ]);
    }
  });

  it("measures the watermark's lag of the shard and of the pipeline in one line", () => {
    const [, line] = emitted({ applied: 1 });
    expect(line).toMatchObject({ pipeline: "small", stage: "dev", shard: SHARD });
    expect(line.WatermarkLag).toBeGreaterThanOrEqual(5_000);
    expect(line._aws.CloudWatchMetrics[0].Dimensions).toEqual([
      ["pipeline", "stage"],
      ["pipeline", "stage", "shard"],
    ]);
  });

  it("measures memory, processor time, and a cold start once", () => {
    const [line] = emitted({ applied: 1 });
    expect(line.ColdStarts).toBe(1);
    expect(line.CpuTime).toBeGreaterThanOrEqual(0);
    expect(line.MemoryUsed).toBeGreaterThanOrEqual(0);
    expect(line.MemoryUsed).toBeLessThan(100);
  });
});

describe("the lines of a batch", () => {
  /** Bytes and lines of a batch of as many applied records as given. */
  const linesOf = (records: number) => {
    const lines = emitted({ events: records, applied: records }, [], records);
    return { lines: lines.length, bytes: output.text().length };
  };

  // docs/monitoring.md states what they cost.
  it.each([
    [33, 2, 80],
    [500, 6, 25],
  ])("of %d records are %d and have at most %d bytes a record", (records, lines, bytesMax) => {
    const measured = linesOf(records);
    expect(measured.lines).toBe(lines);
    expect(measured.bytes / records).toBeLessThan(bytesMax);
  });
});
