/** The health of a pipeline from what was fetched: what is unknown stays unknown, and nothing is rounded or guessed. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BEGINNING_OF_TIME, eventTime } from "../../../lib/engine/index.ts";
import { type AlarmState, isCritical, pipelineStatus } from "../../../scripts/status/pipeline-status.ts";
import { fetched, NOW_MS } from "./fetched.ts";

const PREFIX = "tidewater-dev-small";

function alarm(name: string, state: AlarmState["state"], sinceMs: number | null = null): AlarmState {
  return { name: `${PREFIX}-${name}`, state, sinceMs };
}

describe("alarms", () => {
  const alarms = [
    alarm("warning-late-rate", "ALARM", NOW_MS - 60_000),
    alarm("critical-commit-failures", "ALARM"),
    alarm("critical-processor-down", "OK"),
    alarm("info-x", "INSUFFICIENT_DATA"),
  ];

  test("that are on are named, the most urgent first, and the others counted", () => {
    expect(pipelineStatus(fetched({}, { alarms })).alarms).toEqual({
      on: [
        { name: "commit-failures", severity: "critical", forMs: null },
        { name: "late-rate", severity: "warning", forMs: 60_000 },
      ],
      ok: 1,
      withoutData: 1,
    });
  });

  test("make a pipeline critical when a critical one is on, and not before", () => {
    expect(isCritical(pipelineStatus(fetched({}, { alarms })))).toBe(true);
    const others = alarms.filter(({ name, state }) => state !== "ALARM" || !name.includes("critical"));
    expect(isCritical(pipelineStatus(fetched({}, { alarms: others })))).toBe(false);
  });
});

describe("latency", () => {
  const series = { "ProcessingLatency.p99": [31, 45, 30], "ProcessingLatency.p50": [4, 3, 5] };
  const status = pipelineStatus(fetched(series));

  test("is that of the last minute and the worst one", () => {
    expect(status.processingLatencyMs).toEqual({
      p50: { last: 5, worst: 5 },
      p95: { last: null, worst: null },
      p99: { last: 30, worst: 45 },
    });
  });

  test("misses its objective in minutes above it, not at it", () => {
    const topology = {
      ...fetched().topology,
      slo: { processingLatency: { p99: 30 as never, p95: 4 as never } },
    };
    expect(pipelineStatus({ ...fetched(series), topology }).objectives).toEqual([
      { percentile: "p95", objectiveMs: 4, minutesMissed: 0, minutes: 0 },
      { percentile: "p99", objectiveMs: 30, minutesMissed: 2, minutes: 3 },
    ]);
  });
});

describe("shards", () => {
  const { idleAfterMs } = fetched().topology.source.watermark;
  const shard = (watermarkMs: number, quietMs: number) => ({
    shardId: "shardId-000000000000",
    watermarkMs: watermarkMs === BEGINNING_OF_TIME ? BEGINNING_OF_TIME : eventTime(watermarkMs),
    activeAtMs: NOW_MS - quietMs,
  });

  test.each([
    ["now minus the watermark", NOW_MS - 5_000, 5_000],
    ["never negative", NOW_MS + 5_000, 0],
    ["unknown before the first event", BEGINNING_OF_TIME, null],
  ])("have a lag that is %s", (_, watermarkMs, lagMs) => {
    const { shards } = pipelineStatus(fetched({}, { shards: [shard(watermarkMs, 0)] }));
    expect(shards).toEqual([{ shardId: "shardId-000000000000", lagMs, idleMs: null }]);
  });

  test("are idle when nothing came for longer than the pipeline says", () => {
    const quiet = [idleAfterMs, idleAfterMs + 1].map((quietMs) => shard(NOW_MS, quietMs));
    const { shards } = pipelineStatus(fetched({}, { shards: quiet }));
    expect(shards?.map(({ idleMs }) => idleMs)).toEqual([null, idleAfterMs + 1]);
  });

  test("are unknown where the state table may not be read", () => {
    expect(pipelineStatus(fetched({}, { shards: null })).shards).toBeNull();
  });
});

describe("dead letters", () => {
  const age = { "ApproximateAgeOfOldestMessage.Maximum": [7200, 3600] };

  test("have the hours left that the stream keeps what the oldest points to", () => {
    const { deadLetters } = pipelineStatus(fetched(age, { deadLetters: { waiting: 2, held: 1 } }));
    expect(deadLetters).toEqual({ waiting: 2, held: 1, oldestMs: 3_600_000, hoursLeft: 71 });
  });

  test("have no age when there are none, and an unknown one where the cloud has no such metric", () => {
    const unknown = { oldestMs: null, hoursLeft: null };
    expect(pipelineStatus(fetched(age)).deadLetters).toMatchObject(unknown);
    const waiting = { deadLetters: { waiting: 2, held: 0 } };
    expect(pipelineStatus(fetched({}, waiting)).deadLetters).toMatchObject(unknown);
  });
});

test("the late rate weighs events and not minutes, and is unknown without any", () => {
  const rates = { "late_data_rate.Average": [50, 0], "late_data_rate.SampleCount": [10, 90] };
  expect(pipelineStatus(fetched(rates)).lateRatePercent).toBe(5);
  expect(pipelineStatus(fetched()).lateRatePercent).toBeNull();
});

test("what the pipeline measures of itself is shown with its threshold, worst minute first", () => {
  const { measured } = pipelineStatus(fetched({ "data_drift_score.Maximum": [0.1, 0.3, 0.2] }));
  expect(measured).toContainEqual({ metric: "data_drift_score", worst: 0.3, above: 0.2 });
  expect(measured).toContainEqual({ metric: "FoldLatency", worst: null, above: 30 });
});

describe("records", () => {
  const outcomes = { "Applied.Sum": [70, 20], "ExpiredLate.Sum": [1], "DeadLettered.Sum": [4] };

  test("are those that were put into the stream where the cloud counts them", () => {
    const series = { ...outcomes, "IncomingRecords.Sum": [100], "BatchSize.Sum": [95] };
    expect(pipelineStatus(fetched(series)).records).toMatchObject({
      received: 100,
      isCountedByStream: true,
      unaccounted: 5,
    });
  });

  test("are those that were delivered where it does not", () => {
    expect(pipelineStatus(fetched({ ...outcomes, "BatchSize.Sum": [95] })).records).toEqual({
      received: 95,
      isCountedByStream: false,
      applied: 90,
      expired: 1,
      deadLettered: 4,
      duplicates: 0,
      heartbeats: 0,
      unaccounted: 0,
    });
  });

  test("are unknown when nothing was measured", () => {
    expect(pipelineStatus(fetched()).records).toMatchObject({ received: null, unaccounted: null });
  });

  test("always add up", () => {
    const counts = fc.array(fc.nat(1e6), { maxLength: 4 });
    const names = ["Applied", "ExpiredLate", "DeadLettered", "Duplicates", "Heartbeats"];
    const series = fc.record(
      Object.fromEntries([...names, "BatchSize"].map((name) => [`${name}.Sum`, counts])),
    );
    fc.assert(
      fc.property(series, (made) => {
        const { received, unaccounted, ...parts } = pipelineStatus(fetched(made)).records;
        const { applied, expired, deadLettered, duplicates, heartbeats } = parts;
        if (received === null) return;
        const known = applied + expired + deadLettered + duplicates + heartbeats;
        expect(known + (unaccounted ?? 0)).toBe(received);
      }),
    );
  });
});
