/** The status as people read it, whole, in good days and bad ones. */
import pc from "picocolors";
import { expect, test } from "vitest";
import { eventTime } from "../../../lib/engine/index.ts";
import { pipelineStatus } from "../../../scripts/status/pipeline-status.ts";
import { statusText } from "../../../scripts/status/status-text.ts";
import { fetched, NOW_MS } from "./fetched.ts";

const plain = pc.createColors(false);

test("tells all of a pipeline at work", () => {
  const shard = { shardId: "shardId-000000000001", watermarkMs: eventTime(NOW_MS - 5_100) };
  const text = statusText(
    pipelineStatus(
      fetched(
        {
          "ProcessingLatency.p50": [8, 8.09],
          "ProcessingLatency.p95": [20, 14.2],
          "ProcessingLatency.p99": [31, 25.8],
          "EndToEndLatency.p50": [24.8],
          "ApproximateAgeOfOldestMessage.Maximum": [7_200],
          "late_data_rate.Average": [1.25],
          "late_data_rate.SampleCount": [100],
          "data_drift_score.Maximum": [0.31],
          "BatchSize.Sum": [1_200],
          "Applied.Sum": [1_190],
          "DeadLettered.Sum": [10],
        },
        {
          alarms: [
            { name: "tidewater-dev-small-critical-slow", state: "ALARM", sinceMs: NOW_MS - 125_000 },
            { name: "tidewater-dev-small-warning-late", state: "OK", sinceMs: null },
          ],
          shards: [{ ...shard, activeAtMs: NOW_MS }],
          deadLetters: { waiting: 10, held: 0 },
        },
      ),
    ),
    "dev",
    plain,
  );
  expect(text.split("\n")).toEqual([
    "small on dev, 03:04:05 UTC, the last 15 minutes",
    "  alarms            1 on, 1 ok, 0 without data",
    "                    critical slow for 2 min 05 s",
    "  processing        p50 8.09  p95 14.2  p99 25.8 ms in the last minute; worst p50 8.09  p95 20  p99 31",
    "  objective         p99 of processing up to 30 ms: missed in 1 of 2 minutes",
    "  end to end        p50 24.8  p95 -  p99 - ms in the last minute; worst p50 24.8  p95 -  p99 -",
    "  lag               shardId-000000000001 5.1 s",
    "  dead letters      10 waiting, 0 held by a tool, the oldest for 2 h 00 min, 70 hours left to replay the oldest",
    "  late              1.25 %",
    "  FoldLatency       - at most, alarms above 30",
    "  data_drift_score  0.31 at most, alarms above 0.2",
    "  records           delivered 1,200 = applied 1,190 + expired 0 + dead-lettered 10 + duplicates 0 + heartbeats 0 + unaccounted 0",
  ]);
});

test("shows a dash for whatever is unknown", () => {
  const text = statusText(pipelineStatus(fetched({}, { shards: null })), "dev", plain);
  expect(text).toContain("  alarms            none on, 0 ok, 0 without data");
  expect(text).toContain("  lag               - (the state table is not yours to read)");
  expect(text).toContain("  late              -");
  expect(text).toContain("  records           delivered - = applied 0");
});

test("has a line for each shard, and says which are idle", () => {
  const shards = [1, 2].map((n) => ({
    shardId: `shardId-00000000000${n}`,
    watermarkMs: eventTime(NOW_MS - 1_000 * n),
    activeAtMs: NOW_MS - 3_600_000,
  }));
  const lines = statusText(pipelineStatus(fetched({}, { shards })), "dev", plain).split("\n");
  expect(lines).toContain("  lag               shardId-000000000001 1.0 s, idle for 1 h 00 min");
  expect(lines).toContain("                    shardId-000000000002 2.0 s, idle for 1 h 00 min");
});

test("paints what is wrong and nothing else", () => {
  const paint = pc.createColors(true);
  const good = statusText(pipelineStatus(fetched()), "dev", paint);
  const red = paint.red("x").split("x")[0] ?? "";
  expect(good).not.toContain(red);
  const alarms = [{ name: "tidewater-dev-small-critical-slow", state: "ALARM", sinceMs: null } as const];
  const bad = statusText(
    pipelineStatus(fetched({ "BatchSize.Sum": [1], "Applied.Sum": [2] }, { alarms })),
    "dev",
    paint,
  );
  expect(bad).toContain(paint.red("critical slow"));
  expect(bad).toContain(paint.red("unaccounted -1"));
});
