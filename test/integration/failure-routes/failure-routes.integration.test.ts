/**
 * Goal: what fails on its way through the deployed pipeline is not lost: it is in the dead-letter queue, whole, and once
 * mended and replayed, the views are as if nothing had ever failed.
 * Method: seeded readings, one in fifty poisoned for every reason that a stream can carry, into the deployed IoT stack;
 * the replay as a process of its own, killed once; the views against those of a run without a cloud over clean events.
 *
 * Reasons that do not occur: a stream hands over base64 whatever was put, so nothing is `malformed_base64`; it takes no
 * record above 1 MiB, so nothing is `too_large` (AWS may be configured to, the emulator may not); and no operator of
 * this pipeline throws on a reading that has passed its schema, so there is no `operator_error`.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventTime, type Totals } from "../../../lib/engine/index.ts";
import { withLocalCloud } from "../../../scripts/local-cloud/local-cloud.ts";
import { silentSteps } from "../../../scripts/terminal/steps.ts";
import { cleanRun, type Row } from "./clean-run.ts";
import { DeployedPipeline, type Sent, until } from "./deployed-pipeline.ts";
import { closingReadings, POISON_REASONS, poisoned, reading, seededReadings, whole } from "./readings.ts";
import { startReplay } from "./replay-command.ts";
import { WatchedEndpoint } from "./watched-endpoint.ts";

const SEED = 20_261;
const READINGS = 10_000;
const POISON = 200;
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
/** Windows of a minute, kept for a minute of lateness; the watermark trails by five seconds. */
const RETIREMENT_MS = 2 * MINUTE_MS + 5 * SECOND_MS;
/** Back enough that all tests fit in before now, each in event time after the one before it. */
const START_MS = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 10 * MINUTE_MS;

let endpoint: string;
let pipeline: DeployedPipeline;
const ended = Promise.withResolvers<void>();
let cloud: Promise<void>;

beforeAll(async () => {
  const deployed = Promise.withResolvers<void>();
  cloud = withLocalCloud({ pipelines: ["iot"], steps: silentSteps }, async (local) => {
    endpoint = local.endpoint;
    pipeline = new DeployedPipeline(local);
    deployed.resolve();
    await ended.promise;
  });
  await Promise.race([deployed.promise, cloud]);
});

afterAll(async () => {
  ended.resolve();
  await cloud;
});

describe("the failure routes of the deployed pipeline", { timeout: 120_000 }, () => {
  it("lead poison to the queue and, mended and replayed, to the views of a clean run", async () => {
    // Windows [0, 1) and [1, 2) min. The first retires at watermark 2:00; it stands at 1:15 until the replays are in.
    const before = await pipeline.totals();
    const readings = seededReadings(SEED, READINGS, START_MS + 20 * SECOND_MS, MINUTE_MS);
    const sent = await pipeline.send(readings);
    const poison = sent.filter(({ reason }) => reason !== null);
    const judged = { applied: READINGS - POISON, deadLettered: POISON, expiredLate: 0, duplicates: 0 };
    expect(await pipeline.untilAccountedFor(READINGS, before)).toEqual(judged);
    await expectExactly(poison);
    expect(new Set(poison.map(({ reason }) => reason))).toEqual(new Set(POISON_REASONS));

    const putTwice = await replayKilledHalfWay();
    expect(putTwice).toBeGreaterThan(0);
    const isMended = ({ deadLettered }: Totals) => deadLettered === 0;
    const replayed = { applied: READINGS, deadLettered: 0, expiredLate: 0, duplicates: 0 };
    expect(await pipeline.untilTotals(before, "the replays applied", isMended)).toEqual(replayed);
    // A record that is put twice was sent once: the totals know one, the metric the other as well.
    await until("all replays seen", async () => (await pipeline.duplicatesSeen()) >= putTwice);
    expect(await pipeline.duplicatesSeen()).toBe(putTwice);
    expect(await pipeline.deadLetters()).toEqual([]);
    const mended = await pipeline.totals();
    const windowed = await pipeline.windowedRows();
    const latest = await pipeline.latestRows();

    const again = await startReplay(endpoint).end;
    expect(again.code, again.stderr).toBe(0);
    expect(again.stderr).toContain('"records":0');
    expect(await pipeline.totals()).toEqual(mended);
    expectSameRows(await pipeline.windowedRows(), windowed);
    expectSameRows(await pipeline.latestRows(), latest);

    const closing = closingReadings(await pipeline.shardCount(), START_MS + MINUTE_MS + RETIREMENT_MS);
    await pipeline.send(closing);
    const total = READINGS + closing.length;
    const closed = { ...replayed, applied: READINGS + closing.length };
    expect(await pipeline.untilAccountedFor(total, before)).toEqual(closed);
    await pipeline.untilRetired(eventTime(START_MS + 2 * MINUTE_MS));

    const clean = [...readings, ...closing].map((record) => record.clean);
    const expected = await cleanRun(pipeline.handle.topology, closing.length, clean);
    expectSameRows(await pipeline.windowedRows(), expected.windowed);
    expectSameRows(await pipeline.latestRows(), expected.latest);
  });

  it("lead what is replayed after its window has retired to the late events, and leave the window's rows as they are", async () => {
    const windowMs = START_MS + 5 * MINUTE_MS;
    const good = whole(reading("tardy", windowMs + SECOND_MS));
    const bad = poisoned(reading("tardy", windowMs + 2 * SECOND_MS), "schema_violation");
    const closing = closingReadings(await pipeline.shardCount(), windowMs + RETIREMENT_MS);
    const before = await pipeline.totals();
    const sent = await pipeline.send([good, bad, ...closing]);
    const onTime = { applied: 1 + closing.length, deadLettered: 1, expiredLate: 0, duplicates: 0 };
    expect(await pipeline.untilAccountedFor(sent.length, before)).toEqual(onTime);
    await pipeline.untilRetired(eventTime(windowMs + MINUTE_MS));
    const rows = await pipeline.windowedRows();

    const replay = await startReplay(endpoint).end;
    expect(replay.code, replay.stderr).toBe(0);
    const expired = { ...onTime, deadLettered: 0, expiredLate: 1 };
    const isExpired = ({ expiredLate }: Totals) => expiredLate > 0;
    expect(await pipeline.untilTotals(before, "the replay expired", isExpired)).toEqual(expired);
    const window = { startMs: eventTime(windowMs), endMs: eventTime(windowMs + MINUTE_MS) };
    const lateEvents = () => pipeline.late.eventsOf("windowedMetrics", window);
    await until("the late event stored", async () => (await lateEvents()).length > 0);
    const late = (await lateEvents()).map(({ data }) => Buffer.from(data ?? "", "base64").toString());
    expect(late).toEqual([bad.clean]);
    expect(await pipeline.windowedRows()).toEqual(rows);
    expect(await pipeline.deadLetters()).toEqual([]);
  });

  it("never lose a record that the dead-letter queue did not take: its batch comes again until it does", async () => {
    const timeMs = START_MS + 9 * MINUTE_MS;
    const before = await pipeline.totals();
    await pipeline.deleteDeadLetterQueue();
    const sinceMs = Date.now();
    const sent = await pipeline.send([
      poisoned(reading("patient", timeMs), "malformed_json"),
      whole(reading("patient", timeMs + SECOND_MS)),
      poisoned(reading("patient", timeMs + 2 * SECOND_MS), "malformed_utf8"),
    ]);
    const shardId = sent[0]?.origin.split(":")[0] ?? "";
    await until("the batch failed twice", async () => (await pipeline.failedBatches(shardId, sinceMs)) >= 2);
    expect(await pipeline.totals()).toEqual(before);

    await pipeline.createDeadLetterQueue();
    const arrived = { applied: 1, deadLettered: 2, expiredLate: 0, duplicates: 0 };
    expect(await pipeline.untilAccountedFor(sent.length, before)).toEqual(arrived);
    await expectExactly(sent.filter(({ reason }) => reason !== null));
  });
});

/** The queue holds these records and no others: each once, whole, under the name that the stream gave it. */
async function expectExactly(poison: readonly Sent[]): Promise<void> {
  const letters = await pipeline.deadLetters();
  const found = letters.map(({ shardId, sequenceNumber, partitionKey, ...letter }) => {
    const { origin, data, overflow, reason, attempt, operator } = letter;
    const position = unpadded(`${shardId}:${sequenceNumber}`);
    return { origin, position, partitionKey, data, overflow, reason, attempt, operator };
  });
  const expected = poison.map(({ origin, partitionKey, data, reason }) => {
    const letter = { overflow: null, reason, attempt: 1, operator: null };
    return { origin, position: unpadded(origin), partitionKey, data: data.toString("base64"), ...letter };
  });
  const byOrigin = <Letter extends { readonly origin: string }>(all: readonly Letter[]) =>
    all.toSorted((one, other) => (one.origin < other.origin ? -1 : 1));
  expect(byOrigin(found)).toEqual(byOrigin(expected));
}

/** The emulator's numbers have leading zeros, which Kinesis' have not and the letter's own position leaves out. */
function unpadded(origin: string): string {
  return origin.replace(/:0+(?=\d)/, ":");
}

/**
 * Kills the command once half of the poison is on the stream: then the stream has taken a portion, and its messages are
 * not deleted. Runs it again to the end.
 *
 * @returns how many records were put twice.
 */
async function replayKilledHalfWay(): Promise<number> {
  const watched = await WatchedEndpoint.before(endpoint);
  try {
    const dying = startReplay(watched.url);
    watched.onEffect = () => {
      if (watched.put >= POISON / 2) dying.kill();
    };
    const { signal, stderr } = await dying.end;
    expect(signal, stderr).toBe("SIGKILL");
    watched.onEffect = () => {};
    expect(watched.put).toBeLessThan(POISON);
    expect(watched.deleted).toBeLessThan(watched.put);
    await pipeline.showAgain(watched.received);
    expect(await pipeline.deadLetters()).toHaveLength(POISON - watched.deleted);
    const finishing = await startReplay(watched.url).end;
    expect(finishing.code, finishing.stderr).toBe(0);
    return watched.put - POISON;
  } finally {
    await watched.close();
  }
}

/** The same rows, whatever their order; what is divided or estimated nearly so, as replays are added in another order. */
function expectSameRows(rows: readonly Row[], expected: readonly Row[]): void {
  const byId = new Map(expected.map((row) => [idOf(row), row]));
  expect(byId.size).toBe(expected.length);
  expect(rows.map(idOf).sort()).toEqual([...byId.keys()].sort());
  expect(rows.filter((row) => !isSameRow(row, byId.get(idOf(row)) ?? {}))).toEqual([]);
}

function isSameRow(row: Row, expected: Row): boolean {
  const fields = new Set([...Object.keys(row), ...Object.keys(expected)]);
  return [...fields].every((field) => {
    const [one, other] = [row[field], expected[field]];
    if (!INEXACT.has(field) || typeof one !== "number" || typeof other !== "number") return one === other;
    return Math.abs(one - other) <= RELATIVE_TOLERANCE * Math.abs(other);
  });
}

const INEXACT = new Set(["avg", "stddev", "p50", "p95", "p99"]);
const RELATIVE_TOLERANCE = 1e-9;

function idOf({ sensor_id, sensor_type, location, window_start }: Row): string {
  return [sensor_id, sensor_type, location, window_start].join("|");
}
