/**
 * Goal: every alarm that the local stage has fires when what it is about comes true, tells its topic, and ends.
 * Method: two pipelines in one local cloud, everything that can go wrong at once, then nothing. Where a condition cannot be
 * brought about, a bad value is told under the metric's identity, once the pipeline's own functions have emitted it:
 * an alarm on a metric that nobody emits, or with another dimension, fails.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Template } from "aws-cdk-lib/assertions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shortAlarmName } from "../../lib/contract/index.ts";
import { PipelineStack, stageConfig } from "../../lib/infra/index.ts";
import { pipelines } from "../../lib/pipelines/index.ts";
import { withLocalCloud } from "../../scripts/local-cloud/local-cloud.ts";
import { silentSteps } from "../../scripts/terminal/steps.ts";
import { newApp, resourcesOf } from "../infra/synthesize.ts";
import { type AlarmTrial, AlarmTrials, isOfAws } from "./alarms/alarm-trials.ts";
import { AlarmedPipeline } from "./alarms/alarmed-pipeline.ts";
import { badEncounters, clicks, moreEncounters, unreadable } from "./alarms/bad-traffic.ts";
import { SlowEndpoint } from "./alarms/slow-endpoint.ts";

const PIPELINES = ["medical", "commerce"] as const;
const DELAY_MS = 100;
/** For one step, on a machine that is busy with other things. */
const DEADLINE_MS = 120_000;
const POLL_MS = 500;
const PERIOD_MS = 60_000;
/** As many records as surely meet every shard. */
const SHARDS_MET = 20;

/** Alarms whose conditions are brought about; no value is told for them. */
const REAL: Readonly<Record<(typeof PIPELINES)[number], readonly string[]>> = {
  medical: [
    "latency-slo-p99",
    "commit-duration",
    "commit-failures",
    "event-time-lag",
    "watermark-stuck",
    "late-rate",
    "dlq-rate",
    "validation-errors",
    "data_drift_score",
  ],
  commerce: ["latency-slo-p95", "commit-duration"],
};

let trials: AlarmTrials;
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
  const [medical, commerce] = (await deployed.promise) as [AlarmedPipeline, AlarmedPipeline];
  trials = await AlarmTrials.of([medical, commerce], REAL);
  await breakAll(medical, commerce);
  // A processor tells how busy it was when it has been so for a while.
  await until(async () => {
    await Promise.all([medical.send(unreadable(SHARDS_MET)), commerce.send(unreadable(SHARDS_MET))]);
    return trials.haveMetrics();
  });
  await until(async () => {
    const fired = await trials.fired();
    await trials.tellBad(fired);
    return fired.length === trials.all.length;
  });
}, 5 * DEADLINE_MS);

afterAll(async () => {
  ended.resolve();
  await running;
});

describe.each(PIPELINES)("an alarm of %s", (name) => {
  describe.each(alarmNames(name))("%s", (alarmName) => {
    it("looks at a metric that its functions emit, in the unit of the contract", async () => {
      const { pipeline, alarm, unit } = trials.named(alarmName);
      expect(await pipeline.alarms.hasMetric(alarm)).toBe(true);
      expect(await pipeline.alarms.unitOf(alarm)).toBe(unit);
    });

    it("fires when its condition is true, and tells its topic why", async () => {
      const { pipeline, alarm } = trials.named(alarmName);
      expect(await pipeline.alarms.holds(alarm)).toBe(true);
      expect(await pipeline.alarms.stateOf(alarmName)).toBe("ALARM");
      const messages = await pipeline.alarms.messagesOf(alarmName);
      expect(messages.map(({ NewStateValue }) => NewStateValue)).toContain("ALARM");
      expect(messages[0]?.AlarmDescription).toBe(alarm.AlarmDescription);
    });
  });
});

it("tries every kind of alarm: the pipelines that are left out have no others", () => {
  const kinds = (names: readonly string[]) =>
    new Set(names.flatMap((name) => alarmNames(name).map((alarm) => shortAlarmName("local", name, alarm))));
  const others = Object.keys(pipelines).filter((name) => !PIPELINES.some((tried) => tried === name));
  const known = kinds(PIPELINES);
  expect([...kinds(others)].filter((kind) => !known.has(kind))).toEqual([]);
});

it("a delay of 100 ms in front of a processor's tables fires its p95 and p99 alarms within two periods", async () => {
  const slow = trials.all.filter(({ shortName }) => shortName.startsWith("latency-slo-"));
  expect(slow.map(({ shortName }) => shortName)).toEqual(["latency-slo-p99", "latency-slo-p95"]);
  for (const { pipeline, alarm } of slow) {
    expect(await pipeline.alarms.holds({ ...alarm, Threshold: DELAY_MS })).toBe(true);
    const [first] = await pipeline.alarms.messagesOf(alarm.AlarmName ?? "");
    expect(Date.parse(first?.StateChangeTime ?? "") - slowFromMs).toBeLessThanOrEqual(2 * PERIOD_MS);
  }
});

it(
  "all alarms end when nothing is wrong any more, and tell their topics so",
  async () => {
    endpoint.delayMs = 0;
    for (const { pipeline, alarm } of trials.all) await pipeline.alarms.cutWindow(alarm);
    const ok = new Set<AlarmTrial>();
    await until(async () => {
      await trials.tellGood();
      // Called again and again, the closer would tell again and again of the drift that there was.
      const ofAws = trials.all.filter((trial) => isOfAws(trial.alarm) && !ok.has(trial));
      await Promise.all([...new Set(ofAws.map(({ pipeline }) => pipeline))].map((one) => one.callAll()));
      for (const trial of await trials.inState("OK")) ok.add(trial);
      return ok.size === trials.all.length;
    });
    for (const trial of trials.all) {
      const messages = await trial.pipeline.alarms.messagesOf(trial.alarm.AlarmName ?? "");
      const said = messages.map(({ NewStateValue }) => NewStateValue);
      expect([trial.shortName, ok.has(trial), said.includes("OK")]).toEqual([trial.shortName, true, true]);
    }
  },
  2 * DEADLINE_MS,
);

/** The names of the alarms that the pipeline's stack has on the local stage. */
function alarmNames(name: string): readonly string[] {
  const topology = pipelines[name] as (typeof pipelines)[string];
  const stack = new PipelineStack(newApp(), { config: stageConfig("local"), topology });
  const alarms = resourcesOf(Template.fromStack(stack), "AWS::CloudWatch::Alarm");
  return Object.values(alarms).map(({ Properties }) => String(Properties.AlarmName));
}

/** Slow tables, drifted, late and unreadable records, tables that refuse; then functions that crash, are throttled, and run again. */
async function breakAll(medical: AlarmedPipeline, commerce: AlarmedPipeline): Promise<void> {
  endpoint.delayMs = DELAY_MS;
  await Promise.all([medical, commerce].map((pipeline) => pipeline.leadProcessorThrough(endpoint.url)));
  slowFromMs = Date.now();
  await Promise.all([medical.send(badEncounters()), commerce.send(clicks())]);
  await until(async () => (await medical.hasAccountedForAll()) && (await commerce.hasAccountedForAll()));
  await Promise.all([medical.tick(), commerce.tick()]);
  endpoint.isRefusing = true;
  await medical.send(moreEncounters());
  await until(async () =>
    (await trials.inState("ALARM")).some(({ shortName }) => shortName === "commit-failures"),
  );
  endpoint.isRefusing = false;
  await until(() => medical.hasAccountedForAll());
  await Promise.all([medical.failAll(), commerce.failAll()]);
  await Promise.all([medical.callAll(), commerce.callAll()]);
}

/** Until it is so, or time is up: what is not so then, the tests say alarm by alarm. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  while (!(await isSo()) && Date.now() < deadlineMs) await delay(POLL_MS);
}
