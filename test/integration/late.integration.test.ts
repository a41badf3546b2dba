/**
 * Goal: late events that are sent to the deployed pipeline's stream are found in the late store, each once, and are
 * counted. Method: a reading of now, then older ones of the same sensor, so of the same shard.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { PutRecordCommand } from "@aws-sdk/client-kinesis";
import { describe, expect, it } from "vitest";
import { DynamoLateStore } from "../../lambdas/aws/dynamo-late-store.ts";
import { DynamoViewStore } from "../../lambdas/aws/dynamo-view-store.ts";
import { WriteMeter } from "../../lambdas/aws/write-meter.ts";
import { eventTime, type LateHour, type LateStore, writeKey } from "../../lib/engine/index.ts";
import { type LocalCloud, withLocalCloud } from "../../scripts/local-cloud/local-cloud.ts";
import { type PipelineHandle, pipelineHandle } from "../../scripts/start/pipeline-handle.ts";
import { silentSteps } from "../../scripts/terminal/steps.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DEADLINE_MS = 60_000;
const OPERATOR = "windowedMetrics";
const SENSOR = "__proto__";
/** The windows and the allowed lateness are a minute each, and the watermark trails by five seconds. */
const AGES_MS = [4 * MINUTE_MS, 4 * MINUTE_MS + 1, 40 * MINUTE_MS, 8 * 24 * HOUR_MS, 400 * 24 * HOUR_MS];
const DUPLICATED_AGE_MS = 40 * MINUTE_MS;

describe("the deployed late-data handler", () => {
  it(
    "stores what the processor found late, counts it by class and key, and lets its window be amended, once",
    { timeout: 120_000 },
    async () => {
      const steps = silentSteps;
      await withLocalCloud({ pipelines: ["iot"], steps }, async (cloud) => {
        const handle = pipelineHandle("iot", "local", cloud.outputs, cloud.clients);
        const store = new DynamoLateStore({
          client: cloud.clients.dynamodb,
          name: handle.output("viewTable"),
          meter: new WriteMeter(),
        });
        const nowMs = Date.now();
        // Late readings of the same content are two arrivals, and each of them expired.
        const timesMs = [...AGES_MS, DUPLICATED_AGE_MS].map((ageMs) => nowMs - ageMs);
        for (const timeMs of [nowMs, ...timesMs]) await send(cloud, handle, reading(timeMs));
        await untilCounted(store, nowMs, timesMs.length);
        for (const timeMs of AGES_MS.map((ageMs) => nowMs - ageMs)) {
          const window = { startMs: eventTime(timeMs), endMs: eventTime(timeMs + 1) };
          const events = await store.eventsOf(OPERATOR, window);
          expect(events).toHaveLength(timeMs === nowMs - DUPLICATED_AGE_MS ? 2 : 1);
          for (const { data } of events)
            expect(Buffer.from(data ?? "", "base64").toString()).toBe(reading(timeMs));
        }
        const hours = await countsAround(store, nowMs);
        const byKey = hours.flatMap((hour) => hour.byKey);
        expect(new Set(byKey.map(({ key }) => key))).toEqual(new Set([SENSOR]));
        expect(sumOf(hours, "very_late") + sumOf(hours, "just_late")).toBe(4);
        expect([sumOf(hours, "stale"), sumOf(hours, "clock_skew")]).toEqual([1, 1]);
        await amendAndAgain(cloud, handle, nowMs - DUPLICATED_AGE_MS);
      });
    },
  );
});

/** Of the two readings of that time one is a copy, which the stage's `dedupe: "id"` tells. */
async function amendAndAgain(cloud: LocalCloud, handle: PipelineHandle, timeMs: number): Promise<void> {
  const startMs = Math.floor(timeMs / MINUTE_MS) * MINUTE_MS;
  const start = new Date(startMs).toISOString();
  const args = ["--pipeline", "iot", "--operator", OPERATOR, "--window", start, "--endpoint", cloud.endpoint];
  const run = async () => (await promisify(execFile)("node", ["scripts/amend.ts", ...args])).stdout;
  expect(await run()).toContain("folded 1 late events\n0 are in already, 1 are copies");
  expect(await run()).toContain("folded 0 late events\n1 are in already, 1 are copies");
  const views = new DynamoViewStore({
    client: cloud.clients.dynamodb,
    name: handle.output("viewTable"),
    meter: new WriteMeter(),
  });
  const key = writeKey(["temperature", "office"]);
  const range = { fromMs: eventTime(startMs), toMs: eventTime(startMs + 1) };
  const rows = await views.rowsOfKey(OPERATOR, key, range);
  expect(rows).toMatchObject([{ paneIndex: 0, row: { count: 1, avg: 20 } }]);
}

function reading(timeMs: number): string {
  return JSON.stringify({
    sensor_id: SENSOR,
    sensor_type: "temperature",
    location: "office",
    value: 20,
    timestamp: new Date(timeMs).toISOString(),
    status: "normal",
    metadata: {},
  });
}

async function send(cloud: LocalCloud, handle: PipelineHandle, text: string): Promise<void> {
  const record = { Data: Buffer.from(text), PartitionKey: SENSOR };
  await cloud.clients.kinesis.send(
    new PutRecordCommand({ StreamName: handle.output("streamName"), ...record }),
  );
}

/** The counts of the hours around a time, since arrivals may lie in two. */
function countsAround(store: LateStore, timeMs: number): Promise<readonly LateHour[]> {
  return store.summary({ fromMs: eventTime(timeMs - 2 * HOUR_MS), toMs: eventTime(timeMs + 2 * HOUR_MS) });
}

function sumOf(hours: readonly LateHour[], name: keyof LateHour["counts"]): number {
  return hours.reduce((sum, { counts }) => sum + counts[name], 0);
}

async function untilCounted(store: LateStore, nowMs: number, expected: number): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  for (;;) {
    const hours = await countsAround(store, nowMs);
    const counted = hours
      .flatMap(({ counts }) => Object.values(counts))
      .reduce((sum, count) => sum + count, 0);
    if (counted === expected) return;
    if (counted > expected || Date.now() > deadlineMs)
      throw new Error(`${counted} of ${expected} late events counted`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
