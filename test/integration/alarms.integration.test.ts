/**
 * Goal: every alarm that the local stage has fires when what it is about comes true, tells its topic, and ends.
 * Method: two pipelines in one local cloud, everything that can go wrong at once, then nothing. Where a condition cannot be
 * brought about, a bad value is told under the metric's identity, once the pipeline's own functions have emitted it:
 * an alarm on a metric that nobody emits, or with another dimension, fails.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { Template } from "aws-cdk-lib/assertions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { METRICS, shortAlarmName } from "../../lib/contract/index.ts";
import { PipelineStack, stageConfig } from "../../lib/infra/index.ts";
import { pipelines } from "../../lib/pipelines/index.ts";
import { withLocalCloud } from "../../scripts/local-cloud/local-cloud.ts";
import { silentSteps } from "../../scripts/terminal/steps.ts";
import { newApp, resourcesOf } from "../infra/synthesize.ts";
import { AlarmedPipeline } from "./alarms/alarmed-pipeline.ts";
import { badEncounters, mixedReadings, moreEncounters } from "./alarms/bad-traffic.ts";
import { SlowEndpoint } from "./alarms/slow-endpoint.ts";

const PIPELINES = ["medical", "iot"] as const;
const DELAY_MS = 100;
/** For one step, on a machine that is busy with other things. */
const DEADLINE_MS = 120_000;
const POLL_MS = 500;
const PERIOD_MS = 60_000;

/** Alarms of the medical pipeline whose conditions are brought about; no value is told for them. */
const REAL = new Set([
  "latency-slo-p99",
  "commit-duration",
  "commit-failures",
  "event-time-lag",
  "watermark-stuck",
  "late-rate",
  "dlq-rate",
  "validation-errors",
  "data_drift_score",
]);

/** An alarm with what is known of it when its metric is told a value. */
interface Tried {
  readonly pipeline: AlarmedPipeline;
  readonly alarm: MetricAlarm;
  readonly shortName: string;
  /** What its metric is emitted in. */
  readonly unit: string;
  readonly isReal: boolean;
}

const tried = new Map<string, Tried>();
let endpoint: SlowEndpoint;
let slowFromMs: number;
const ended = Promise.withResolvers<void>();
let running: Promise<void>;

beforeAll(async () => {
  const deployed = Promise.withResolvers<readonly AlarmedPipeline[]>();
  running = withLocalCloud({ pipelines: PIPELINES, steps: silentSteps }, async (cloud) => {
    endpoint = await SlowEndpoint.before(cloud.endpoint);
    deployed.resolve(await Promise.all(PIPELINES.map((name) => AlarmedPipeline.open(cloud, name))));
    await ended.promise;
    await endpoint.close();
  });
  running.catch(deployed.reject);
  const [medical, iot] = (await deployed.promise) as [AlarmedPipeline, AlarmedPipeline];
  await collect([medical, iot]);
  await breakAll(medical, iot);
  await until(async () => (await withoutMetric()).length === 0);
  await tellAll("bad");
  await until(async () => (await inState("ALARM")).length === tried.size);
}, 5 * DEADLINE_MS);

afterAll(async () => {
  ended.resolve();
  await running;
});

describe.each(PIPELINES)("an alarm of %s", (name) => {
  describe.each(alarmNames(name))("%s", (alarmName) => {
    it("looks at a metric that its functions emit, in the unit of the contract", async () => {
      const { pipeline, alarm, unit } = triedAlarm(alarmName);
      expect(await pipeline.alarms.hasMetric(alarm)).toBe(true);
      expect(await pipeline.alarms.unitOf(alarm)).toBe(unit);
    });

    it("fires when its condition is true, and tells its topic why", async () => {
      const { pipeline, alarm } = triedAlarm(alarmName);
      expect(await pipeline.alarms.holds(alarm)).toBe(true);
      expect(await pipeline.alarms.stateOf(alarmName)).toBe("ALARM");
      const messages = await pipeline.alarms.messagesOf(alarmName);
      expect(messages.map(({ NewStateValue }) => NewStateValue)).toContain("ALARM");
      expect(messages[0]?.AlarmDescription).toBe(alarm.AlarmDescription);
    });
  });
});

it("a delay of 100 ms in front of the processor's tables fires its latency alarms within two periods", async () => {
  const slow = [...tried.values()].filter(
    ({ alarm, isReal }) => isReal && alarm.MetricName === "ProcessingLatency",
  );
  expect(slow.length).toBeGreaterThan(0);
  for (const { pipeline, alarm } of slow) {
    expect(await pipeline.alarms.holds({ ...alarm, Threshold: DELAY_MS })).toBe(true);
    const [first] = await pipeline.alarms.messagesOf(alarm.AlarmName ?? "");
    expect(Date.parse(first?.StateChangeTime ?? "") - slowFromMs).toBeLessThanOrEqual(2 * PERIOD_MS);
  }
});

it(
  "all alarms end when nothing is wrong any more, and tell their topics so",
  { timeout: 2 * DEADLINE_MS },
  async () => {
    endpoint.delayMs = 0;
    for (const { pipeline, alarm } of tried.values()) await pipeline.alarms.cutWindow(alarm);
    const seenOk = new Set<string>();
    await until(async () => {
      await tellAll("good");
      // Called again and again, the closer would tell again and again of the drift that there was.
      const isAnyOfAwsOn = [...tried].some(([name, { alarm }]) => isOfAws(alarm) && !seenOk.has(name));
      if (isAnyOfAwsOn) await Promise.all(openPipelines().map((pipeline) => pipeline.callAll()));
      for (const name of await inState("OK")) seenOk.add(name);
      return seenOk.size === tried.size;
    });
    expect([...seenOk].toSorted()).toEqual([...tried.keys()].toSorted());
    for (const [name, { pipeline }] of tried) {
      expect((await pipeline.alarms.messagesOf(name)).map(({ NewStateValue }) => NewStateValue)).toContain(
        "OK",
      );
    }
  },
);

/** The names of the alarms that the pipeline's stack has on the local stage. */
function alarmNames(name: string): readonly string[] {
  const topology = pipelines[name] as (typeof pipelines)[string];
  const stack = new PipelineStack(newApp(), { config: stageConfig("local"), topology });
  const alarms = resourcesOf(Template.fromStack(stack), "AWS::CloudWatch::Alarm");
  return Object.values(alarms).map(({ Properties }) => String(Properties.AlarmName));
}

async function collect(opened: readonly AlarmedPipeline[]): Promise<void> {
  for (const pipeline of opened) {
    const { name, telemetry } = pipeline.handle.topology;
    const units: Readonly<Record<string, string>> = {
      Errors: "Count",
      Throttles: "Count",
      ...METRICS,
      ...Object.fromEntries(
        Object.entries(telemetry?.metrics ?? {}).map(([metric, { unit }]) => [metric, unit]),
      ),
    };
    for (const deployed of await pipeline.alarms.all()) {
      const alarmName = deployed.AlarmName ?? "";
      const shortName = shortAlarmName("local", name, alarmName) ?? alarmName;
      // The runs of every minute would hide one that did not happen.
      const isBelow = deployed.ComparisonOperator?.startsWith("LessThan") === true;
      const alarm = isBelow ? await pipeline.alarms.cutWindow(deployed) : deployed;
      const isReal = isOfAws(deployed) || (name === "medical" && REAL.has(shortName));
      const unit = units[deployed.MetricName ?? ""] ?? "";
      tried.set(alarmName, { pipeline, alarm, shortName, unit, isReal });
    }
  }
}

/** Slow tables, drifted, late and unreadable records, tables that refuse; then functions that crash and are throttled. */
async function breakAll(medical: AlarmedPipeline, iot: AlarmedPipeline): Promise<void> {
  endpoint.delayMs = DELAY_MS;
  await medical.leadProcessorThrough(endpoint.url);
  slowFromMs = Date.now();
  await Promise.all([medical.send(badEncounters()), iot.send(mixedReadings())]);
  await until(async () => (await medical.hasAccountedForAll()) && (await iot.hasAccountedForAll()));
  await Promise.all([medical.tick(), iot.tick()]);
  endpoint.isRefusing = true;
  await medical.send(moreEncounters());
  await until(async () => (await inState("ALARM")).some((name) => name.endsWith("commit-failures")));
  endpoint.isRefusing = false;
  await until(() => medical.hasAccountedForAll());
  await Promise.all([medical.failAll(), iot.failAll()]);
}

/** A value beyond the threshold, or far on its good side, for each alarm of ours; bad ones only where nothing real is. */
async function tellAll(kind: "bad" | "good"): Promise<void> {
  for (const pipeline of openPipelines()) {
    const told = [...tried.values()].filter(({ pipeline: of, alarm, isReal }) => {
      return of === pipeline && !isOfAws(alarm) && (kind === "good" || !isReal);
    });
    await pipeline.told.tell(
      told.map(({ alarm, unit }) => {
        const { Threshold = 0, ComparisonOperator } = alarm;
        const isBadAbove = ComparisonOperator?.startsWith("GreaterThan") === true;
        const isHigh = isBadAbove === (kind === "bad");
        return [alarm, unit, isHigh ? 2 * Threshold + 1 : 0] as const;
      }),
    );
  }
}

function isOfAws({ Namespace }: MetricAlarm): boolean {
  return Namespace?.startsWith("AWS/") === true;
}

function openPipelines(): readonly AlarmedPipeline[] {
  return [...new Set([...tried.values()].map(({ pipeline }) => pipeline))];
}

function triedAlarm(name: string): Tried {
  const found = tried.get(name);
  if (found === undefined) throw new Error(`Cannot find alarm ${name}: it is not deployed`);
  return found;
}

async function withoutMetric(): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const [name, { pipeline, alarm }] of tried) {
    if (!(await pipeline.alarms.hasMetric(alarm))) missing.push(name);
  }
  return missing;
}

async function inState(state: string): Promise<readonly string[]> {
  const all = await Promise.all(openPipelines().map((pipeline) => pipeline.alarms.all()));
  return all
    .flat()
    .filter(({ StateValue }) => StateValue === state)
    .map(({ AlarmName = "" }) => AlarmName);
}

/** Until it is so, or time is up: what is not so then, the tests say alarm by alarm. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  while (!(await isSo()) && Date.now() < deadlineMs) await delay(POLL_MS);
}
