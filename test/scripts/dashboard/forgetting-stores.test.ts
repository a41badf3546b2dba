/** Goal: stores that forget lose what is old, nothing else, and so stay as large as they are. */
import { expect, it } from "vitest";
import { type Chunk, END_OF_TIME, eventTime, type Pane, sequenceNumber } from "../../../lib/engine/index.ts";
import {
  ForgettingStateStore,
  ForgettingViewStore,
} from "../../../scripts/dashboard/hour/forgetting-stores.ts";

const ALL = { fromMs: eventTime(0), toMs: END_OF_TIME };

function windowOf(minute: number) {
  return { startMs: eventTime(minute * 60_000), endMs: eventTime((minute + 1) * 60_000) };
}

function pane(minute: number): Pane {
  return {
    key: { operator: "sums", window: windowOf(minute), page: "all" },
    index: 0,
    timing: "ON_TIME",
    version: 1,
    marks: new Map(),
    published: true,
    final: true,
    archive: null,
  };
}

function chunk(n: number): Chunk {
  return {
    operator: "alerts",
    partition: "all",
    bucketMs: eventTime(0),
    shardId: "shardId-000000000000",
    closedBy: sequenceNumber(String(n)),
    part: 0,
    entries: [`${n}`],
    expiresAtMs: Number.MAX_SAFE_INTEGER,
  };
}

it("ForgettingStateStore forgets panes of windows that ended before", async () => {
  const store = new ForgettingStateStore();
  for (const minute of [0, 1, 2]) await store.commitPane(pane(minute));
  store.forget(120_000);
  expect(await store.panesOf("sums", ALL)).toEqual([pane(1), pane(2)]);
  expect(await store.readPane(pane(0).key)).toBeUndefined();
});

it("ForgettingStateStore gives the panes of windows that end in the range, its beginning included", async () => {
  const store = new ForgettingStateStore();
  for (const minute of [0, 1, 2]) await store.commitPane(pane(minute));
  const range = { fromMs: eventTime(120_000), toMs: eventTime(180_000) };
  expect(await store.panesOf("sums", range)).toEqual([pane(1)]);
  expect(await store.panesOf("others", ALL)).toEqual([]);
});

it("ForgettingViewStore forgets rows of windows that ended before", async () => {
  const store = new ForgettingViewStore(() => 0);
  const rows = [0, 1, 2].map((minute) => {
    const { startMs: windowStartMs, endMs: windowEndMs } = windowOf(minute);
    return { operator: "sums", key: "a", windowStartMs, windowEndMs, paneIndex: 0, version: 1, row: {} };
  });
  await store.putRows(rows);
  store.forget(120_000);
  expect(await store.rowsOfTime("sums", ALL)).toEqual(rows.slice(1));
});

it("ForgettingViewStore keeps the newest chunks of a bucket until nothing came for long", async () => {
  let nowMs = 1_000;
  const store = new ForgettingViewStore(() => nowMs);
  for (let n = 1; n <= 40; n++) await store.putChunks([chunk(n)]);
  const kept = await store.chunksOf("alerts", "all", eventTime(0));
  expect(kept.map(({ entries }) => entries[0])).toEqual(Array.from({ length: 16 }, (_, i) => `${25 + i}`));
  store.forget(1_000);
  expect(await store.chunksOf("alerts", "all", eventTime(0))).toEqual(kept);
  nowMs = 2_000;
  store.forget(1_001);
  expect(await store.chunksOf("alerts", "all", eventTime(0))).toEqual([]);
});
