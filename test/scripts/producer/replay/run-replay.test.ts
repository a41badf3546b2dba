/** Files of events sent again on virtual time: their order, their speed, their times, and what is no event. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CallFailure } from "../../../../scripts/producer/record-sink.ts";
import { commerceReplay } from "../../../../scripts/producer/replay/commerce-replay.ts";
import { type ReplayedEvent, replayedEvents } from "../../../../scripts/producer/replay/replayed-events.ts";
import { type ReplayRun, runReplay } from "../../../../scripts/producer/replay/run-replay.ts";
import type { ProducerStatistics } from "../../../../scripts/producer/run-meter.ts";
import { type Answer, ScriptedSink } from "../scripted-sink.ts";
import { VirtualClock } from "../virtual-clock.ts";

const HEADER = "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session";
const FIRST_MS = Date.UTC(2019, 9, 1);

let directory = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "replay-"));
});

afterAll(() => rm(directory, { recursive: true }));

const row = (second: number, user: string, price = "1.50") =>
  `${new Date(FIRST_MS + 1000 * second).toISOString().slice(0, 19).replace("T", " ")} UTC,view,11,22,,acme,${price},${user},s-${user}`;

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

function setUp(answers: readonly Answer[] = []) {
  const clock = new VirtualClock();
  const startMs = clock.now();
  const sink = new ScriptedSink(clock, answers);
  const run = (events: AsyncIterable<ReplayedEvent>, options: Partial<ReplayRun> = {}) =>
    runReplay({
      events,
      format: commerceReplay,
      sink,
      clock,
      speed: 1,
      keepsTimes: false,
      batchIntervalMs: 100,
      ...options,
    });
  return { clock, startMs, sink, run };
}

/** The accepted records without their keys. */
function eventsOf(sink: ScriptedSink): Record<string, unknown>[] {
  return sink.accepted.map((name) => JSON.parse(name.slice(name.indexOf("{"))));
}

async function* given(...events: readonly unknown[]): AsyncGenerator<ReplayedEvent> {
  for (const event of events) yield { event, bytes: undefined };
}

test("runReplay() sends a table's rows when they are due, at times of now", async () => {
  const path = await file("rows.csv", `${HEADER}\n${row(0, "a")}\n${row(10, "b")}\n${row(60, "a")}\n`);
  const { startMs, sink, run } = setUp();
  const report = await run(replayedEvents(path, commerceReplay), { speed: 10 });
  expect(sink.acceptedAtMs.map((atMs) => atMs - startMs)).toEqual([0, 1000, 6000]);
  expect(eventsOf(sink).map(({ event_time }) => event_time)).toEqual(
    [0, 1000, 6000].map((afterMs) => new Date(startMs + afterMs).toISOString()),
  );
  expect(eventsOf(sink)[0]).toEqual({
    event_time: new Date(startMs).toISOString(),
    event_type: "view",
    product_id: "11",
    category_id: "22",
    category_code: null,
    brand: "acme",
    price: 1.5,
    user_id: "a",
    user_session: "s-a",
  });
  expect(report).toMatchObject({
    sent: 3,
    byType: { view: 3 },
    elapsedMs: 6000,
    unsent: 0,
    resentUnknown: 0,
    failure: null,
  });
});

test("runReplay() leaves times as they are when told to", async () => {
  const path = await file("kept.csv", `${HEADER}\n${row(0, "a")}\n${row(10, "b")}\n`);
  const { startMs, sink, run } = setUp();
  await run(replayedEvents(path, commerceReplay), { speed: 2, keepsTimes: true });
  expect(eventsOf(sink).map(({ event_time }) => event_time)).toEqual([
    "2019-10-01 00:00:00 UTC",
    "2019-10-01 00:00:10 UTC",
  ]);
  expect(sink.acceptedAtMs.at(-1)).toBe(startMs + 5000);
});

test("runReplay() keeps a file's disorder, and sends a straggler with what stands before it", async () => {
  const { startMs, sink, run } = setUp();
  const at = (second: number, user_id: string) => ({
    event_time: new Date(FIRST_MS + 1000 * second).toISOString(),
    user_id,
  });
  await run(given(at(0, "a"), at(20, "b"), at(5, "c"), at(30, "d")));
  expect(eventsOf(sink).map(({ event_time }) => Date.parse(String(event_time)) - startMs)).toEqual([
    0, 20_000, 5000, 30_000,
  ]);
  expect(sink.acceptedAtMs.map((atMs) => atMs - startMs)).toEqual([0, 20_000, 20_000, 30_000]);
});

test("runReplay() sends each record once, in the file's order for each user, at any speed and disorder", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ second: fc.nat(1000), user: fc.constantFrom("a", "b", "c") }), { maxLength: 60 }),
      fc.double({ min: 0.1, max: 1000, noNaN: true }),
      fc.array(fc.boolean(), { maxLength: 10 }),
      async (rows, speed, refusals) => {
        const { sink, run } = setUp(refusals.map((isRefused) => () => isRefused));
        const events = rows.map(({ second, user }, n) => ({
          event_time: new Date(FIRST_MS + 1000 * second).toISOString(),
          user_id: user,
          n,
        }));
        const report = await run(given(...events), { speed, keepsTimes: true });
        fc.pre(report.failure === null);
        for (const user of ["a", "b", "c"]) {
          const sent = eventsOf(sink).filter(({ user_id }) => user_id === user);
          expect(sent).toEqual(events.filter(({ user_id }) => user_id === user));
        }
      },
    ),
    { numRuns: 50 },
  );
});

test("runReplay() sends what is no event as it stands in the file, for the pipeline to refuse", async () => {
  const lines = ['{"event_time":"2019-10-01T00:00:00Z","user_id":"a"}', "{broken", '{"user_id":7}', ""];
  const path = await file("lines.jsonl.gz", gzipSync(lines.join("\n")));
  const { startMs, sink, run } = setUp();
  const report = await run(replayedEvents(path, commerceReplay));
  expect(sink.accepted.toSorted()).toEqual(
    [
      `a{"event_time":"${new Date(startMs).toISOString()}","user_id":"a"}`,
      "unknown{broken",
      '7{"user_id":7}',
    ].toSorted(),
  );
  expect(report.byType).toEqual({ untold: 3 });
});

test("runReplay() makes a price that is no number a text, and a short row an event that lacks fields", async () => {
  const path = await file(
    "poor.csv",
    `\uFEFF${HEADER}\n${row(0, "a", "free")}\n2019-10-01 00:00:01 UTC,view\n`,
  );
  const { sink, run } = setUp();
  await run(replayedEvents(path, commerceReplay));
  const [first, second] = eventsOf(sink);
  expect(first).toMatchObject({ price: "free" });
  expect(second).toEqual({
    event_time: expect.any(String),
    event_type: "view",
    category_code: null,
    brand: null,
  });
});

test("runReplay() tells its statistics while nothing is due", async () => {
  const { run } = setUp();
  const told: ProducerStatistics[] = [];
  const at = (second: number) => ({ event_time: new Date(FIRST_MS + 1000 * second).toISOString() });
  await run(given(at(0), at(35)), { onStatistics: (statistics) => told.push(statistics) });
  expect(told.map(({ total }) => total.sent)).toEqual([1, 1, 1]);
});

test("runReplay() ends when it is aborted, and sends what was due", async () => {
  const { clock, sink, run } = setUp();
  const controller = new AbortController();
  clock.plan(5000, () => controller.abort());
  const at = (second: number) => ({ event_time: new Date(FIRST_MS + 1000 * second).toISOString() });
  const report = await run(given(at(0), at(3), at(60)), { signal: controller.signal });
  expect([report.sent, sink.accepted.length, report.elapsedMs]).toEqual([2, 2, 5000]);
});

test("runReplay() ends and says why when the sink takes nothing more", async () => {
  const gone = new CallFailure("refused", "ResourceNotFoundException", "no stream");
  const { run } = setUp([gone]);
  const event = { event_time: "2019-10-01T00:00:00Z", user_id: "a" };
  expect(await run(given(event))).toMatchObject({ sent: 0, unsent: 1, failure: "refused (no stream)" });
});

test.each([
  ["columns.csv", "event_time,user_id\n", "its header has no event_type, product_id"],
  ["quotes.csv", `${HEADER}\n"2019\n`, /line \d is no row of a table \(CSV_QUOTE_NOT_CLOSED\)/],
  ["packed.csv.gz", "not packed", "name a readable .csv or .jsonl file, plain or .gz"],
])("replayedEvents() refuses %s with a sentence", async (name, content, sentence) => {
  const path = await file(name, content);
  const { run } = setUp();
  await expect(run(replayedEvents(path, commerceReplay))).rejects.toThrow(sentence);
});

test.each(["missing.csv", "missing.jsonl", "missing.jsonl.gz"])(
  "replayedEvents() says that there is no %s",
  async (name) => {
    const { run } = setUp();
    await expect(run(replayedEvents(join(directory, name), commerceReplay))).rejects.toThrow("ENOENT");
  },
);
