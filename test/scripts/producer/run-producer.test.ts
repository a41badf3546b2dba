/** A producer's run on virtual time: its rate, its statistics, its end, and what it says of itself. */
import { expect, test } from "vitest";
import { CallFailure } from "../../../scripts/producer/record-sink.ts";
import type { ProducerStatistics } from "../../../scripts/producer/run-meter.ts";
import { type ProducerRun, runProducer } from "../../../scripts/producer/run-producer.ts";
import { type Answer, ScriptedSink } from "./scripted-sink.ts";
import { VirtualClock } from "./virtual-clock.ts";

const RUN = { pipeline: "iot", rate: 1000, sensors: 1000, chaos: 0, seed: 1 };

function setUp(answers: readonly Answer[] = [], latencyMs = 0) {
  const clock = new VirtualClock();
  const startMs = clock.now();
  const sink = new ScriptedSink(clock, answers, latencyMs);
  const run = (options: Partial<ProducerRun> = {}) => runProducer({ ...RUN, sink, clock, ...options });
  return { clock, startMs, sink, run };
}

test("runProducer() holds the rate: ten calls of a hundred records each second", async () => {
  const { startMs, sink, run } = setUp();
  const report = await run({ durationMs: 5000 });
  expect(sink.calls.map((call) => call.length)).toEqual(new Array(50).fill(100));
  for (let second = 1; second <= 5; second++) {
    expect(sink.acceptedAtMs.filter((atMs) => atMs <= startMs + 1000 * second).length).toBe(1000 * second);
  }
  expect(report).toMatchObject({
    sent: 5000,
    elapsedMs: 5000,
    sentPerSecond: 1000,
    errors: 0,
    errorRate: 0,
    unsent: 0,
    skipped: 0,
    failure: null,
    lastSentAtMs: startMs + 5000,
    byKind: { on_time: 5000 },
    expected: { applied: 5000, expiredLate: 0, deadLettered: 0, duplicates: 0 },
    resentUnknown: 0,
  });
});

test("runProducer() sends more often with a shorter batch interval", async () => {
  const { sink, run } = setUp();
  await run({ durationMs: 1000, batchIntervalMs: 20, rate: 200 });
  expect(sink.calls.map((call) => call.length)).toEqual(new Array(50).fill(4));
});

test("runProducer() falls behind a sink that is too slow, and says by how much", async () => {
  const { sink, run } = setUp([], 2000);
  const report = await run({ durationMs: 10_000, rate: 100 });
  expect(report.sent + report.skipped).toBe(1000);
  expect(report.skipped).toBeGreaterThan(400);
  for (const call of sink.calls) expect(call.length).toBeLessThanOrEqual(100);
});

test("runProducer() tells its statistics every ten seconds", async () => {
  const { run } = setUp([], 4);
  const told: ProducerStatistics[] = [];
  await run({
    durationMs: 35_000,
    rate: 60,
    sensors: 60,
    onStatistics: (statistics) => told.push(statistics),
  });
  expect(told.map(({ total, interval }) => [total.sent, interval.sent])).toEqual([
    [600, 600],
    [1200, 600],
    [1800, 600],
  ]);
  expect(told[0]?.total.byType).toEqual({
    current: 100,
    humidity: 100,
    pressure: 100,
    temperature: 100,
    vibration: 100,
    voltage: 100,
  });
  expect(told[0]?.total.anomalies).toBeGreaterThan(5);
  expect(told[1]?.interval.sendLatencyMs).toEqual({ mean: 4, p95: expect.closeTo(4, 1) });
});

test("runProducer() counts each refusal as an error, and each record as sent once", async () => {
  const { sink, run } = setUp([(_, i) => i < 10]);
  const report = await run({ durationMs: 1000 });
  expect(report).toMatchObject({ sent: 1000, errors: 10, errorRate: 10 / 1010, unsent: 0, failure: null });
  expect(new Set(sink.accepted).size).toBe(1000);
});

test("runProducer() counts what it sent again without knowing whether it had to", async () => {
  const { run } = setUp([new CallFailure("unknown", "TimeoutError", "TimeoutError")]);
  expect(await run({ durationMs: 1000 })).toMatchObject({ sent: 1000, errors: 100, resentUnknown: 100 });
});

test("runProducer() sends encounters, counted by what stands in them, at the rate of a hospital", async () => {
  const { sink, run } = setUp();
  const report = await run({ pipeline: "medical", rate: 75, durationMs: 60_000, noteShare: 0.2 });
  expect(report).toMatchObject({ sent: 4500, skipped: 0, anomalies: 0, expected: { applied: 4500 } });
  const { structured = 0, note_beside = 0, note_instead = 0 } = report.byType;
  expect(structured + note_beside + note_instead).toBe(4500);
  expect(structured / 4500).toBeCloseTo(0.8, 1);
  expect(note_beside / note_instead).toBeCloseTo(1, 0);
  expect(new Set(sink.accepted).size).toBe(4500);
});

test("runProducer() sends a shop's visits, and says which of them are fraud", async () => {
  const { startMs, sink, run } = setUp();
  const report = await run({ pipeline: "commerce", rate: 200, durationMs: 60_000, fraudShare: 0.05 });
  expect(report).toMatchObject({ sent: 12_000, skipped: 0, expected: { applied: 12_000 } });
  expect(Object.values(report.byType).reduce((sum, count) => sum + count, 0)).toBe(12_000);
  expect(Object.keys(report.byType)).toEqual(expect.arrayContaining(["view", "click", "cart", "purchase"]));
  expect(new Set(sink.accepted).size).toBe(12_000);
  expect(report.anomalies).toBeGreaterThan(500);
  expect(report.episodes.length).toBeGreaterThan(50);
  for (const { subject, rule, window_start, window_end } of report.episodes) {
    expect(sink.accepted.some((name) => name.startsWith(`${subject}{`))).toBe(true);
    expect(rule).toMatch(/^[a-z_]+$/);
    expect(Date.parse(window_start)).toBeGreaterThanOrEqual(startMs);
    expect(Date.parse(window_end)).toBeGreaterThan(Date.parse(window_start));
  }
});

test("runProducer() has nothing to be found in the readings of sensors", async () => {
  const { run } = setUp();
  expect((await run({ durationMs: 1000 })).episodes).toEqual([]);
});

test("runProducer() sends what has come due when it is aborted while it waits", async () => {
  const { clock, sink, run } = setUp();
  const controller = new AbortController();
  clock.plan(1250, () => controller.abort());
  const report = await run({ signal: controller.signal });
  expect([report.sent, sink.accepted.length, report.elapsedMs]).toEqual([1250, 1250, 1250]);
  expect(report).toMatchObject({ unsent: 0, failure: null });
});

test("runProducer() sends again what was refused before it was aborted", async () => {
  const { clock, sink, run } = setUp([() => true, () => true], 5);
  const controller = new AbortController();
  clock.plan(107, () => controller.abort());
  const report = await run({ signal: controller.signal });
  expect(sink.calls.map((call) => call.length)).toEqual([100, 100, 100]);
  expect(report).toMatchObject({ sent: 100, unsent: 0, failure: null });
});

test("runProducer() ends at once when it is aborted before it began", async () => {
  const { sink, run } = setUp();
  const report = await run({ signal: AbortSignal.abort() });
  expect([report.sent, report.lastSentAtMs, sink.calls]).toEqual([0, null, []]);
});

test("runProducer() ends and says why when the sink takes nothing more", async () => {
  const gone = new CallFailure(
    "refused",
    "ResourceNotFoundException",
    "ResourceNotFoundException: no stream",
  );
  const { run } = setUp([() => false, gone]);
  expect(await run({ durationMs: 60_000 })).toMatchObject({
    sent: 100,
    unsent: 100,
    failure: "refused (ResourceNotFoundException: no stream)",
  });
});

test("runProducer() adds up: kinds, outcomes and reasons are those of the records that were accepted", async () => {
  const { run } = setUp([(_, i) => i % 2 === 0]);
  const report = await run({ durationMs: 30_000, chaos: 0.2 });
  const { byKind, expected, deadLettersByReason, sent } = report;
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
  expect([sum(byKind), sum(expected), sent]).toEqual([30_000, 30_000, 30_000]);
  expect(expected.duplicates).toBe(byKind.duplicate);
  expect(expected.expiredLate).toBe(byKind.expired);
  expect(expected.deadLettered).toBe((byKind.future ?? 0) + (byKind.malformed ?? 0));
  expect(sum(deadLettersByReason)).toBe(expected.deadLettered);
  expect(Object.keys(byKind).length).toBe(7);
});

test("runProducer() sends the same records again from the same seed", async () => {
  const sent = async (seed: number) => {
    const { sink, run } = setUp();
    await run({ durationMs: 2000, chaos: 0.1, seed });
    return sink.accepted;
  };
  expect(await sent(1)).toEqual(await sent(1));
  expect(await sent(1)).not.toEqual(await sent(2));
});

test("runProducer() knows its pipelines by name", async () => {
  const { run } = setUp();
  await expect(run({ pipeline: "constructor" })).rejects.toThrow(
    "Cannot produce constructor: no such producer; name one of iot, medical, commerce",
  );
});
