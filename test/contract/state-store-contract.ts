/**
 * What every state store must do, whatever it is made of. Each clause of lib/engine/state/ports.ts has its test
 * here; an adapter's own test file calls this with a factory of empty stores.
 */
import { describe, expect, it } from "vitest";
import {
  BEFORE_FIRST,
  BEGINNING_OF_TIME,
  FIRST_PLACE,
  END_OF_TIME,
  type EventTimeMs,
  eventTime,
  firstProgress,
  type LedgerEntry,
  type Output,
  type Page,
  type SequenceNumber,
  type StateStore,
  sequenceNumber,
  type Window,
} from "../../lib/engine/index.ts";

const SHARD = "shardId-000000000000";
const at = (position: number): SequenceNumber => sequenceNumber(String(position));
const window = (startMs: number): Window => ({
  startMs: eventTime(startMs),
  endMs: eventTime(startMs + 60_000),
});

const SAID: Output = {
  operator: "sums",
  sequenceNumber: at(3),
  eventTimeMs: eventTime(-1),
  watermarkMs: BEGINNING_OF_TIME,
  id: 'an "id"',
  value: { __proto__x: [1, null] },
  place: FIRST_PLACE,
  isOfTimer: false,
};

function page(name: string, inWindow: Window | null, position: number, key = "a", shardId = SHARD): Page {
  const state = new Map([[key, [position, position * 2]]]);
  return {
    key: { shardId, window: inWindow, name },
    highWaterMark: at(position),
    batchFrom: at(Math.max(1, position - 3)),
    sections: new Map([["sums", { state, mark: at(position) }]]),
    closing: [],
    outputs: [SAID],
    emissions: [],
  };
}

/** Some 300 KB that do not compress: the digits of a generator that never repeats. */
function largePage(name: string, inWindow: Window): Page {
  let seed = name.length + inWindow.startMs;
  const keys = Array.from({ length: 24_000 }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return `${seed.toString(36)}${Math.imul(seed ^ (seed >>> 13), 2_654_435_761).toString(36)}`;
  });
  const state = new Map(keys.map((key, i) => [key, [i, 1]]));
  return { ...page(name, inWindow, 1), sections: new Map([["sums", { state, mark: at(1) }]]) };
}

/** @param makeStore an empty store whose topology is test/support/small-topology.ts. */
export function describeStateStore(name: string, makeStore: () => Promise<StateStore>): void {
  describe(`${name} keeps progress`, () => {
    it("and finds none for a shard that was never processed", async () => {
      const store = await makeStore();
      expect(await store.readProgress(SHARD)).toBeUndefined();
      expect(await store.listProgress()).toEqual([]);
    });

    it("as it was given, and only on top of the version that it was made from", async () => {
      const store = await makeStore();
      const born = { ...firstProgress(SHARD, ["shardId-parent"]), version: 1 };
      expect(await store.commitProgress(born)).toBe(true);
      expect(await store.commitProgress(born)).toBe(false);
      const next = { ...born, version: 2, highWaterMark: at(7), watermarkMs: eventTime(-5) };
      expect(await store.commitProgress({ ...next, version: 3 })).toBe(false);
      expect(await store.commitProgress(next)).toBe(true);
      expect(await store.readProgress(SHARD)).toEqual(next);
    });

    it("of hundreds of shards, and lists all of them in the order of their ids", async () => {
      const store = await makeStore();
      const ids = Array.from({ length: 120 }, (_, i) => `shardId-${String(i).padStart(12, "0")}`);
      for (const id of ids.toReversed()) await store.commitProgress({ ...firstProgress(id, []), version: 1 });
      expect((await store.listProgress()).map(({ shardId }) => shardId)).toEqual(ids);
    });
  });

  describe(`${name} keeps pages`, () => {
    it("new ones only where none is, and says what is there", async () => {
      const store = await makeStore();
      const first = page("all", window(0), 5);
      expect(await store.commitPage(first, null)).toEqual({ committed: true });
      expect(await store.commitPage(page("all", window(0), 9), null)).toEqual({
        committed: false,
        stored: first,
      });
      expect(await store.readPages([first.key])).toEqual([first]);
    });

    it("next ones only from the high-water mark that they started from", async () => {
      const store = await makeStore();
      const [one, two, zombie] = [page("all", null, 5), page("all", null, 9), page("all", null, 7)];
      await store.commitPage(one, null);
      expect(await store.commitPage(two, at(5))).toEqual({ committed: true });
      expect(await store.commitPage(zombie, at(5))).toEqual({ committed: false, stored: two });
      expect(await store.commitPage(zombie, BEFORE_FIRST)).toEqual({ committed: false, stored: two });
    });

    it("and refuses to go on from a page that is gone", async () => {
      const store = await makeStore();
      expect(await store.commitPage(page("all", null, 9), at(5))).toEqual({
        committed: false,
        stored: undefined,
      });
    });

    it("under names and keys that are words of the language or of the table", async () => {
      const store = await makeStore();
      for (const name of ["__proto__", "constructor", "a/b#c%", "ü", " ", "x".repeat(256), ""]) {
        const stored = page(name, window(0), 1, name);
        expect(await store.commitPage(stored, null)).toEqual({ committed: true });
        expect(await store.readPages([stored.key])).toEqual([stored]);
      }
    });

    it("with chunks that it has closed and what it has announced", async () => {
      const store = await makeStore();
      const chunk = {
        operator: "last",
        partition: "all",
        bucketMs: eventTime(0),
        shardId: SHARD,
        closedBy: at(3),
        part: 0,
        entries: ['["a",1]'],
        expiresAtMs: 10,
      };
      const emissions = [{ operator: "alerts", id: "x", row: { value: 1 } }];
      const stored: Page = { ...page("all", null, 3), closing: [chunk], emissions };
      await store.commitPage(stored, null);
      expect(await store.readPages([stored.key])).toEqual([stored]);
    });

    it("and reads them in the order asked for, with gaps where none is", async () => {
      const store = await makeStore();
      const [one, two] = [page("one", null, 1), page("two", null, 2)];
      await store.commitPage(one, null);
      await store.commitPage(two, null);
      const missing = page("three", null, 3);
      expect(await store.readPages([two.key, missing.key, one.key])).toEqual([two, undefined, one]);
      expect(await store.readPages([])).toEqual([]);
    });

    it("by the end of their windows, the bound included, negative and huge times too", async () => {
      const store = await makeStore();
      const starts = [600_000, -600_000, 0, 8_000_000_000_000_000];
      for (const start of starts) await store.commitPage(page("all", window(start), 1), null);
      await store.commitPage(page("all", null, 1), null);
      await store.commitPage(page("all", window(0), 1, "a", "shardId-other"), null);
      const startsUpTo = async (end: number) =>
        (await store.windowPages(SHARD, eventTime(end))).map(({ key }) => key.window?.startMs);
      expect(await startsUpTo(59_999)).toEqual([-600_000]);
      expect(await startsUpTo(60_000)).toEqual([-600_000, 0]);
      expect(await startsUpTo(END_OF_TIME)).toEqual([-600_000, 0, 600_000, 8_000_000_000_000_000]);
      expect(await store.lastWindowEnd(SHARD)).toBe(8_000_000_000_060_000);
      expect(await store.lastWindowEnd("shardId-none")).toBeUndefined();
      expect((await store.keyedPages(SHARD)).map(({ key }) => key.window)).toEqual([null]);
    });

    it("of windows one millisecond apart, up to the end of time", async () => {
      const store = await makeStore();
      const ends = [END_OF_TIME - 2, END_OF_TIME - 1, END_OF_TIME];
      const windowOf = (end: number) => ({ startMs: eventTime(end - 1), endMs: eventTime(end) });
      for (const end of ends) {
        expect(await store.commitPage(page("all", windowOf(end), 1), null)).toEqual({ committed: true });
      }
      const endsUpTo = async (end: number) =>
        (await store.windowPages(SHARD, eventTime(end))).map(({ key }) => key.window?.endMs);
      expect(await endsUpTo(END_OF_TIME - 1)).toEqual(ends.slice(0, 2));
      expect(await endsUpTo(END_OF_TIME)).toEqual(ends);
      expect(await store.lastWindowEnd(SHARD)).toBe(END_OF_TIME);
    });

    it("of more than a megabyte together, which an answer may not hold", async () => {
      const store = await makeStore();
      const pages = Array.from({ length: 6 }, (_, i) => largePage(`page-${i}`, window(i * 60_000)));
      for (const one of pages) await store.commitPage(one, null);
      expect(await store.windowPages(SHARD, END_OF_TIME)).toEqual(pages);
      expect(await store.lastWindowEnd(SHARD)).toBe(pages.at(-1)?.key.window?.endMs);
      expect(await store.readPages(pages.map(({ key }) => key))).toEqual(pages);
    });

    it("in hundreds, and deletes them, those that are not there too", async () => {
      const store = await makeStore();
      const pages = Array.from({ length: 60 }, (_, i) =>
        page(`page-${String(i).padStart(3, "0")}`, window(0), 1),
      );
      for (const one of pages) await store.commitPage(one, null);
      expect(await store.windowPages(SHARD, END_OF_TIME)).toHaveLength(60);
      await store.deletePages([...pages, page("none", null, 1)]);
      expect(await store.windowPages(SHARD, END_OF_TIME)).toEqual([]);
      await store.deletePages([]);
    });
  });

  it(`${name} deletes no page that was written since it was looked at`, async () => {
    const store = await makeStore();
    const [seen, other] = [page("seen", window(0), 1), page("other", window(0), 1)];
    for (const one of [seen, other]) await store.commitPage(one, null);
    const newer = page("seen", window(0), 2);
    await store.commitPage(newer, seen.highWaterMark);
    await store.deletePages([seen, other]);
    expect(await store.windowPages(SHARD, END_OF_TIME)).toEqual([newer]);
  });

  describe(`${name} keeps ledger runs`, () => {
    it("by number, writes them again, and forgets them", async () => {
      const store = await makeStore();
      const run = (id: string): LedgerEntry[] => [[id, 5 as EventTimeMs]];
      await store.putLedgerRun(SHARD, 0, run("a"));
      await store.putLedgerRun(SHARD, 11, run("b"));
      await store.putLedgerRun(SHARD, 11, run("b"));
      expect(await store.readLedgerRuns(SHARD, [11, 0, 5])).toEqual([run("b"), run("a"), []]);
      await store.deleteLedgerRuns(SHARD, [0, 5]);
      expect(await store.readLedgerRuns(SHARD, [0, 11])).toEqual([[], run("b")]);
      expect(await store.readLedgerRuns(SHARD, [])).toEqual([]);
    });
  });

  describe(`${name} keeps the floor`, () => {
    it("and never lets it go back", async () => {
      const store = await makeStore();
      expect(await store.readFloor()).toBeUndefined();
      await store.raiseFloor(eventTime(-10));
      await store.raiseFloor(eventTime(-20));
      expect(await store.readFloor()).toBe(-10);
      await store.raiseFloor(END_OF_TIME);
      expect(await store.readFloor()).toBe(END_OF_TIME);
    });
  });
}
