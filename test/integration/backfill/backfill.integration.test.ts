/**
 * Goal: the command finds exactly what is wrong in live views, restores it, and leaves nothing behind.
 * Method: a stack of a stream and two tables; readings go through the engine over the real adapters; then one live row is
 * written over, one is deleted, and the command runs as a shell runs it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rowItem } from "../../../lambdas/aws/items/view-items.ts";
import { rowPartition, VIEW } from "../../../lib/contract/index.ts";
import {
  eventTime,
  minutes,
  type PaneKey,
  seconds,
  type ViewRow,
  viewName,
} from "../../../lib/engine/index.ts";
import { pipelines } from "../../../lib/pipelines/index.ts";
import { stageTopology } from "../../../scripts/stage/stage-topology.ts";
import { BareEmulator } from "../../support/bare-emulator.ts";
import { clientConfig } from "../../../scripts/stage/client-config.ts";
import { type BackfillStack, createBackfillStack } from "./backfill-stack.ts";
import { LivePipeline } from "./live-pipeline.ts";

const COMMAND = join(import.meta.dirname, "../../../scripts/backfill.ts");
const OPERATOR = "windowedMetrics";
const WINDOWS = 4;
const SENSORS = 6;
/** The first window begins a while ago, so that all of them are retired by now. */
const FROM_MS = Math.floor(Date.now() / minutes(1)) * minutes(1) - minutes(20);

let emulator: BareEmulator;
let stack: BackfillStack;
let dynamo: DynamoDBClient;
let live: LivePipeline;

beforeAll(async () => {
  emulator = await BareEmulator.start();
  const config = clientConfig({ kind: "local", endpoint: emulator.endpoint });
  stack = await createBackfillStack(new CloudFormationClient(config));
  dynamo = new DynamoDBClient(config);
  const topology = stageTopology(pipelines.iot as NonNullable<typeof pipelines.iot>, "local");
  live = new LivePipeline(topology, new KinesisClient(config), dynamo, stack);
  await live.send(reading(0));
  // A dead letter that was replayed twice counts once, and so does a copy.
  for (let n = 0; n < 2; n++) await live.replay({ ...reading(0), value: 99 }, "shardId-000000000000:1");
  for (let n = 0; n < WINDOWS * SENSORS; n++) await live.send(reading(n));
  await live.runUntil(FROM_MS + minutes(WINDOWS + 2));
});

afterAll(async () => {
  dynamo?.destroy();
  await emulator?.stop();
});

describe("backfill on the emulator", () => {
  it("finds exactly the rows that are wrong, promotes them, then finds none, and discards the shadow", async () => {
    const before = await liveRows();
    expect(before.length).toBe(WINDOWS * 2);
    expect(before.map(({ row }) => row.count).sort()).toEqual([...Array(WINDOWS * 2 - 1).fill(3), 4]);
    expect(await backfill("--from", iso(FROM_MS))).toMatchObject({ code: 0 });
    const [wrong, lost] = before as [ViewRow, ViewRow];
    await put({ ...wrong, row: { ...wrong.row, sum: 987_654 } });
    await remove(lost);

    const found = await backfill("--shadow", "--from", iso(FROM_MS));
    expect(found.code).toBe(1);
    expect(found.stdout).toContain(
      `windowed-metrics: ${WINDOWS * 2 - 2} equal, 1 added, 1 changed, 0 missing`,
    );
    expect(found.stdout).toContain(`changed ${iso(wrong.windowStartMs)} ${JSON.stringify(wrong.key)}`);
    expect(found.stdout).toContain(`added ${iso(lost.windowStartMs)} ${JSON.stringify(lost.key)}`);
    expect(found.stdout + found.stderr).not.toContain("987654");
    expect(await liveRows()).toHaveLength(WINDOWS * 2 - 1);

    const promoted = await backfill("--promote", "--report", `${emulator.run.path}/backfill.jsonl`);
    expect(promoted).toMatchObject({ code: 0 });
    expect((await liveRows()).map(({ row }) => row)).toEqual(before.map(({ row }) => row));
    const report = JSON.parse(await readFile(`${emulator.run.path}/backfill.jsonl`, "utf8"));
    expect(report).toMatchObject({ action: "promote", pipeline: "iot", who: "local", missing: 0 });
    expect(await backfill("--from", iso(FROM_MS))).toMatchObject({ code: 0 });

    const pane = await live.state.readPane(paneKey());
    if (pane === undefined) throw new Error("Cannot look at the first window: it has no pane");
    await live.state.commitPane({ ...pane, version: pane.version + 1, published: false });
    const again = await backfill("--promote", "--from", iso(FROM_MS));
    expect(again.stdout).toContain("1 panes of 2 rows promoted, 3 were equal");
    expect(await live.state.readPane(paneKey())).toMatchObject({ index: pane.index, published: true });

    expect(await shadowItems()).toBeGreaterThan(WINDOWS * 2);
    expect(await backfill("--discard")).toMatchObject({ code: 0 });
    expect(await shadowItems()).toBe(0);
    expect(await liveRows()).toHaveLength(WINDOWS * 2);
  });

  it("cannot promote without a shadow, nor compare windows that are not retired", async () => {
    const promote = await backfill("--promote");
    expect([promote.code, promote.stderr]).toEqual([
      2,
      "Cannot promote: there is no shadow; run --shadow first\n",
    ]);
    const tooLate = await backfill("--from", iso(FROM_MS + minutes(30)));
    expect([tooLate.code, tooLate.stderr.split(":")[0]]).toEqual([
      2,
      `Cannot backfill from ${iso(FROM_MS + minutes(30)).split(":")[0]}`,
    ]);
  });
});

function reading(n: number) {
  const timeMs = FROM_MS + minutes(Math.floor(n / SENSORS)) + seconds(n % SENSORS);
  return {
    sensor_id: `sensor-${n % SENSORS}`,
    sensor_type: n % 2 === 0 ? "temperature" : "humidity",
    value: 20 + n,
    location: "lab",
    timestamp: iso(timeMs),
    status: "normal",
  };
}

function paneKey(): PaneKey {
  const window = { startMs: eventTime(FROM_MS), endMs: eventTime(FROM_MS + minutes(1)) };
  return { operator: OPERATOR, window, page: OPERATOR };
}

async function liveRows(): Promise<readonly ViewRow[]> {
  const range = { fromMs: eventTime(FROM_MS), toMs: eventTime(FROM_MS + minutes(WINDOWS)) };
  const rows = await live.views.rowsOfTime(OPERATOR, range);
  return [...rows].sort(
    (one, other) => one.windowStartMs - other.windowStartMs || (one.key < other.key ? -1 : 1),
  );
}

async function put(row: ViewRow): Promise<void> {
  await dynamo.send(new PutItemCommand({ TableName: stack.viewTable, Item: rowItem(row) }));
}

async function remove({ key, windowStartMs }: ViewRow): Promise<void> {
  const Key = {
    [VIEW.partitionKey]: { S: rowPartition(viewName(OPERATOR), key) },
    [VIEW.sortKey]: { S: iso(windowStartMs) },
  };
  await dynamo.send(new DeleteItemCommand({ TableName: stack.viewTable, Key }));
}

async function shadowItems(): Promise<number> {
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: stack.viewTable }));
  return Items.filter((item) => item[VIEW.partitionKey]?.S?.startsWith("$shadow#")).length;
}

async function backfill(...options: readonly string[]) {
  const args = [COMMAND, "--pipeline", "iot", "--endpoint", emulator.endpoint, ...options];
  const child = spawn("node", args, { stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (chunk: Buffer) => {
      texts[name] += chunk.toString();
    });
  }
  const [code] = await once(child, "close");
  return { code: code as number, ...texts };
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
