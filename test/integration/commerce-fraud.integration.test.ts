/**
 * Goal: fraud in the deployed shop's stream reaches whoever follows the alert topic, each alert once, and nobody honest.
 * Method: a generated minute of the shop with fraud that its generator knows, and one purchase of what nobody looked at, sent
 * when all is quiet; what the topic's subscriber receives against the view and against the ground truth.
 */
import { PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventTime } from "../../lib/engine/index.ts";
import { CommerceTraffic, type FraudEpisode } from "../../lib/pipelines/commerce/generator/index.ts";
import { fraudAlertsDuring, fraudAlertsOf } from "../../lib/pipelines/commerce/fraud-queries.ts";
import { seededRandom } from "../../lib/pipelines/traffic/index.ts";
import { type LocalCloud, withLocalCloud } from "../../scripts/local-cloud/local-cloud.ts";
import { type PipelineHandle, pipelineHandle } from "../../scripts/start/pipeline-handle.ts";
import { accountedFor, pipelineTotals } from "../../scripts/start/totals.ts";
import { silentSteps } from "../../scripts/terminal/steps.ts";
import { AlertInbox, type ReceivedAlert } from "./alert-inbox.ts";

const EVENTS = 3_000;
const STEP_MS = 25;
const SEED = 11;
const RECORDS_A_PUT = 500;
const DEADLINE_MS = 180_000;
/** Far above what it takes, which is a fraction of a second: the machine may have other work. */
const ALERT_MAX_MS = 30_000;
/** In a minute few prices are known. What the shop's visitors do depends on the time of the day, so episodes are counted. */
const RULES_WITHOUT_PRICES = new Set(["velocity_events", "purchase_without_intent"]);
const RECALL_MIN = 0.8;
const HOUR_MS = 3_600_000;
const TEST_MAX_MS = 400_000;

interface Outgoing {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

let cloud: LocalCloud;
let handle: PipelineHandle;
const ended = Promise.withResolvers<void>();
let running: Promise<void>;

beforeAll(async () => {
  const deployed = Promise.withResolvers<void>();
  running = withLocalCloud({ pipelines: ["commerce"], steps: silentSteps }, async (local) => {
    cloud = local;
    handle = pipelineHandle("commerce", "local", local.outputs, local.clients);
    deployed.resolve();
    await ended.promise;
  });
  await Promise.race([deployed.promise, running]);
});

afterAll(async () => {
  ended.resolve();
  await running;
});

it("raises alerts of fraud, and of nothing else, to the alert topic", { timeout: TEST_MAX_MS }, async () => {
  const inbox = await AlertInbox.open(cloud, handle);
  const { records, episodes } = minuteOfTheShop();
  await send(records);
  await untilAccountedFor(records.length);
  const raised = await alertsInView();
  const received = await inbox.receiveMany(raised.length, Date.now() + DEADLINE_MS);
  expect(idsOf(received)).toEqual(raised.map(({ id }) => id).toSorted());

  const frauds = new Set(episodes.map(({ subject }) => subject));
  expect(raised.filter(({ user_id }) => !frauds.has(user_id))).toEqual([]);
  const asked = episodes.filter(({ rule, is_whole }) => is_whole && RULES_WITHOUT_PRICES.has(rule));
  const found = asked.filter(({ subject, rule }) =>
    raised.some((alert) => alert.user_id === subject && alert.rule === rule),
  );
  expect(found.length).toBeGreaterThan(0);
  expect(found.length / asked.length).toBeGreaterThanOrEqual(RECALL_MIN);

  const arrivedMs = Date.now();
  await send([purchaseOfTheUnseen("nobody-looked")]);
  const [alert] = await inbox.receiveMany(1, Date.now() + DEADLINE_MS);
  const stores = { state: handle.state, views: handle.views };
  const [row] = await fraudAlertsOf(handle.topology, stores, "nobody-looked", lastHour());
  expect(alert).toMatchObject({ operator: "fraudAlerts", id: row?.id, alert: row });
  expect(row?.rule).toBe("purchase_without_intent");
  expect((alert?.sentMs ?? Number.NaN) - arrivedMs).toBeLessThan(ALERT_MAX_MS);
});

/** Up to now, as the shop's producer would have sent it. */
function minuteOfTheShop(): {
  readonly records: readonly Outgoing[];
  readonly episodes: readonly FraudEpisode[];
} {
  const random = seededRandom(~SEED);
  const traffic = new CommerceTraffic({
    users: 3_000,
    items: 200,
    fraudShare: 0.06,
    seed: SEED,
    random,
    chaos: 0.05,
  });
  const startMs = Date.now() - EVENTS * STEP_MS;
  const records = Array.from({ length: EVENTS }, (_, i) => traffic.next(startMs + i * STEP_MS));
  return { records, episodes: traffic.episodes() };
}

function purchaseOfTheUnseen(user_id: string): Outgoing {
  const event = {
    event_id: `${user_id}-1`,
    event_time: new Date().toISOString(),
    event_type: "purchase",
    product_id: "unseen",
    category_id: "unseen",
    price: 10,
    user_id,
    user_session: user_id,
  };
  return { partitionKey: user_id, data: Buffer.from(JSON.stringify(event)) };
}

async function send(records: readonly Outgoing[]): Promise<void> {
  for (let i = 0; i < records.length; i += RECORDS_A_PUT) {
    const portion = records.slice(i, i + RECORDS_A_PUT);
    const { FailedRecordCount } = await cloud.clients.kinesis.send(
      new PutRecordsCommand({
        StreamName: handle.output("streamName"),
        Records: portion.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data })),
      }),
    );
    expect(FailedRecordCount ?? 0).toBe(0);
  }
}

async function untilAccountedFor(count: number): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  for (;;) {
    const known = accountedFor(await pipelineTotals(handle.state));
    if (known >= count) return;
    if (Date.now() > deadlineMs) throw new Error(`${known} of ${count} records accounted for`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function alertsInView() {
  return fraudAlertsDuring(handle.topology, { state: handle.state, views: handle.views }, lastHour());
}

function lastHour() {
  return { fromMs: eventTime(Date.now() - HOUR_MS), toMs: eventTime(Date.now() + HOUR_MS) };
}

/** Each once: the topic may bring one twice when its carrier dies, under the same id. */
function idsOf(received: readonly ReceivedAlert[]): readonly string[] {
  return [...new Set(received.map(({ id }) => id))].toSorted();
}
