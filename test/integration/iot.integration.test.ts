/**
 * Goal: the deployed stack does on real streams and tables what the topology says, and queries read it back.
 * Method: known readings through Kinesis; every view compared with a naive recount of what was sent. Twice on the
 * same endpoint, because people do that.
 */
import { PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventTime, type ViewStores } from "../../lib/engine/index.ts";
import {
  alertsDuring,
  alertsOf,
  latestReadings,
  metricsDuring,
  metricsOf,
  readingsOf,
} from "../../lib/pipelines/iot/queries.ts";
import { BareEmulator } from "../support/bare-emulator.ts";
import { type LocalCloud, withLocalCloud } from "../../scripts/local-cloud/local-cloud.ts";
import { type PipelineHandle, pipelineHandle } from "../../scripts/start/pipeline-handle.ts";
import { accountedFor, pipelineTotals } from "../../scripts/start/totals.ts";
import { silentSteps } from "../../scripts/terminal/steps.ts";
import { AlertInbox } from "./alert-inbox.ts";

const READINGS = 400;
const DEADLINE_MS = 60_000;
const MINUTE_MS = 60_000;

interface Sent {
  readonly sensor_id: string;
  readonly sensor_type: string;
  readonly location: string;
  readonly value: number;
  readonly timestamp: string;
}

let emulator: BareEmulator;

beforeAll(async () => {
  emulator = await BareEmulator.start();
});

afterAll(() => emulator?.stop());

describe("the deployed IoT pipeline", () => {
  for (const run of ["first", "second"]) {
    it(
      `shows what was sent, in every view, on the ${run} run on one endpoint`,
      {
        timeout: 120_000,
      },
      async () => {
        const options = { pipelines: ["iot"], endpoint: emulator.endpoint, steps: silentSteps };
        await withLocalCloud(options, async (cloud) => {
          const handle = pipelineHandle("iot", "local", cloud.outputs, cloud.clients);
          const sent = readings();
          const inbox = await AlertInbox.open(cloud, handle);
          await send(cloud, handle, [...sent.map((reading) => JSON.stringify(reading)), "{not json"]);
          await untilAccountedFor(handle, sent.length + 1);
          await compare(handle, sent);
          await expectWholeDeadLetter(cloud, handle, "{not json");
          await expectEachAlertOnce(handle, inbox);
        });
      },
    );
  }
});

/** Readings of the last minutes, far enough back that no clock calls them early, with anomalies of every kind. */
function readings(): Sent[] {
  const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 2 * MINUTE_MS;
  return Array.from({ length: READINGS }, (_, i) => {
    const isUnknown = i % 40 === 7;
    return {
      sensor_id: `sensor_${String(i % 23).padStart(4, "0")}`,
      sensor_type: isUnknown ? "salinity" : i % 2 === 0 ? "temperature" : "humidity",
      location: i % 3 === 0 ? "a/b" : "office-lab",
      value: i % 20 === 4 ? 95 : i % 2 === 0 ? 20 : 50,
      timestamp: new Date(startMs + i * 300).toISOString(),
      status: i % 50 === 1 ? "anomaly" : "normal",
      metadata: { unit: "x" },
    };
  });
}

async function send(cloud: LocalCloud, handle: PipelineHandle, texts: readonly string[]): Promise<void> {
  const Records = texts.map((text) => ({ Data: Buffer.from(text), PartitionKey: keyOf(text) }));
  await cloud.clients.kinesis.send(
    new PutRecordsCommand({ StreamName: handle.output("streamName"), Records }),
  );
}

function keyOf(text: string): string {
  return /"sensor_id":"([^"]+)"/.exec(text)?.[1] ?? "none";
}

async function untilAccountedFor(handle: PipelineHandle, expected: number): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  for (;;) {
    const known = accountedFor(await pipelineTotals(handle.state));
    if (known === expected) return;
    if (known > expected || Date.now() > deadlineMs)
      throw new Error(`${known} of ${expected} records accounted for`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function compare(handle: PipelineHandle, sent: readonly Sent[]): Promise<void> {
  const { topology } = handle;
  const stores: ViewStores = { state: handle.state, views: handle.views };
  const range = { fromMs: eventTime(0), toMs: eventTime(Date.now() + MINUTE_MS) };
  const recent = { fromMs: eventTime(Date.now() - 10 * MINUTE_MS), toMs: range.toMs };

  const rows = await metricsDuring(topology, stores, recent);
  const recount = Map.groupBy(sent, windowOf);
  expect(
    rows.map((row) => [`${row.sensor_type}|${row.location}|${row.window_start}`, row.count, row.max]).sort(),
  ).toEqual(
    [...recount]
      .map(([id, group]) => [id, group.length, Math.max(...group.map(({ value }) => value))])
      .sort(),
  );
  const ofKey = await metricsOf(topology, stores, "temperature", "a/b", recent);
  expect(ofKey).toEqual(rows.filter((row) => row.sensor_type === "temperature" && row.location === "a/b"));

  const latest = await latestReadings(topology, stores);
  const bySensor = Map.groupBy(sent, ({ sensor_id }) => sensor_id);
  expect(latest.size).toBe(bySensor.size);
  for (const [id, group] of bySensor) {
    const { sensor_type, location, value, timestamp } = group.at(-1) as Sent;
    expect(latest.get(id)).toMatchObject({ sensor_id: id, sensor_type, location, value, timestamp });
  }

  const history = await readingsOf(topology, stores, "sensor_0003", recent);
  expect(history.map(({ value }) => value)).toEqual(bySensor.get("sensor_0003")?.map(({ value }) => value));

  const above = sent.filter(({ sensor_type, value }) => sensor_type !== "salinity" && value === 95);
  const alerts = await alertsOf(topology, stores, "above_normal", recent);
  expect(alerts.map(({ timestamp }) => timestamp)).toEqual(above.map(({ timestamp }) => timestamp));
  const all = await alertsDuring(topology, stores, recent);
  expect(new Set(all.map(({ alert_type }) => alert_type))).toEqual(new Set(["above_normal", "reported"]));
}

function windowOf({ sensor_type, location, timestamp }: Sent): string {
  const start = Math.floor(Date.parse(timestamp) / MINUTE_MS) * MINUTE_MS;
  return `${sensor_type}|${location}|${new Date(start).toISOString()}`;
}

async function expectWholeDeadLetter(cloud: LocalCloud, handle: PipelineHandle, text: string): Promise<void> {
  const { Messages = [] } = await cloud.clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: handle.output("deadLetterQueueUrl"), MaxNumberOfMessages: 10 }),
  );
  const letters = Messages.map(({ Body }) => JSON.parse(Body ?? ""));
  expect(letters).toHaveLength(1);
  expect(letters[0]).toMatchObject({ v: 1, pipeline: "iot", reason: "malformed_json", partitionKey: "none" });
  expect(Buffer.from(letters[0].data, "base64").toString()).toBe(text);
}

async function expectEachAlertOnce(handle: PipelineHandle, inbox: AlertInbox): Promise<void> {
  const stores: ViewStores = { state: handle.state, views: handle.views };
  const range = { fromMs: eventTime(Date.now() - 10 * MINUTE_MS), toMs: eventTime(Date.now() + MINUTE_MS) };
  const raised = (await alertsDuring(handle.topology, stores, range)).map(({ alert_id }) => String(alert_id));
  const received = await inbox.receiveMany(raised.length, Date.now() + DEADLINE_MS);
  expect(raised.length).toBeGreaterThan(0);
  expect(received.map(({ id }) => id).sort()).toEqual(raised.sort());
}
