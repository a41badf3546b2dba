/** What every view store must do that can also be read. */
import { describe, expect, it } from "vitest";
import {
  type Chunk,
  eventTime,
  sequenceNumber,
  type ViewReader,
  type ViewRow,
  type ViewStore,
} from "../../lib/engine/index.ts";

const HOUR_MS = 3_600_000;
/** Far enough ahead that nothing expires while the test runs. */
const LATER_MS = Date.UTC(2100, 0, 1);

const row = (key: string, startMs: number, version: number, value: number): ViewRow => ({
  operator: "sums",
  key,
  windowStartMs: eventTime(startMs),
  windowEndMs: eventTime(startMs + 60_000),
  paneIndex: 0,
  version,
  row: { value },
});

const chunk = (partition: string, bucketMs: number, position: number, expiresAtMs = LATER_MS): Chunk => ({
  operator: "last",
  partition,
  bucketMs: eventTime(bucketMs),
  shardId: "shardId-000000000000",
  closedBy: sequenceNumber(String(position)),
  part: 0,
  entries: ['["a",1]', '["b",2]'],
  expiresAtMs,
});

export function describeViewStore(name: string, makeStore: () => Promise<ViewStore & ViewReader>): void {
  describe(`${name} keeps rows`, () => {
    it("and replaces them by higher versions only", async () => {
      const store = await makeStore();
      await store.putRows([row("a", 0, 3, 30)]);
      await store.putRows([row("a", 0, 2, 20), row("a", 0, 3, 31), row("b", 0, 1, 1)]);
      const range = { fromMs: eventTime(0), toMs: eventTime(1) };
      expect(await store.rowsOfKey("sums", "a", range)).toEqual([row("a", 0, 3, 30)]);
      await store.putRows([row("a", 0, 4, 40)]);
      expect(await store.rowsOfKey("sums", "a", range)).toEqual([row("a", 0, 4, 40)]);
    });

    it("by key and by time, the range's end excluded, over hours", async () => {
      const store = await makeStore();
      const starts = [0, 60_000, HOUR_MS - 60_000, HOUR_MS, 2 * HOUR_MS];
      await store.putRows(starts.flatMap((start) => [row("a", start, 1, 1), row("b/%2F", start, 1, 2)]));
      const range = { fromMs: eventTime(60_000), toMs: eventTime(2 * HOUR_MS) };
      const ofKey = await store.rowsOfKey("sums", "b/%2F", range);
      expect(ofKey.map(({ windowStartMs }) => windowStartMs)).toEqual([60_000, HOUR_MS - 60_000, HOUR_MS]);
      const ofTime = await store.rowsOfTime("sums", range);
      expect(ofTime.map(({ windowStartMs }) => windowStartMs)).toEqual([
        60_000,
        60_000,
        HOUR_MS - 60_000,
        HOUR_MS - 60_000,
        HOUR_MS,
        HOUR_MS,
      ]);
      expect(await store.rowsOfKey("other", "a", range)).toEqual([]);
      const nothing = { fromMs: eventTime(60_000), toMs: eventTime(60_000) };
      expect(await store.rowsOfKey("sums", "a", nothing)).toEqual([]);
      expect(await store.rowsOfTime("sums", nothing)).toEqual([]);
    });
  });

  describe(`${name} keeps chunks`, () => {
    it("of each partition and bucket, once however often they are written", async () => {
      const store = await makeStore();
      const [one, two] = [chunk("p", 0, 1), chunk("p", 0, 2)];
      await store.putChunks([one, two, chunk("p", HOUR_MS, 3), chunk("q", 0, 4)]);
      await store.putChunks([one]);
      expect(await store.chunksOf("last", "p", eventTime(0))).toEqual([one, two]);
      expect(await store.chunksOf("last", "r", eventTime(0))).toEqual([]);
    });

    it("that one record has closed, each", async () => {
      const store = await makeStore();
      const parts = [0, 1, 2].map((part) => ({ ...chunk("p", 0, 1), part, entries: [`${part}`] }));
      await store.putChunks(parts);
      expect(await store.chunksOf("last", "p", eventTime(0))).toEqual(parts);
    });

    it("and does not show those that have expired, deleted or not", async () => {
      const store = await makeStore();
      await store.putChunks([chunk("p", 0, 1, 1_000)]);
      expect(await store.chunksOf("last", "p", eventTime(0))).toEqual([]);
    });
  });
}
