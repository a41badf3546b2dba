/** What every store of late events must do. */
import { describe, expect, it } from "vitest";
import {
  eventTime,
  LATE_RETENTION_MS,
  type LateEvent,
  type LateStore,
  minutes,
} from "../../lib/engine/index.ts";
import { HOUR_MS, lateEvent, START_MS, WINDOW } from "../engine/late/late-events.ts";

const DAY = { fromMs: eventTime(START_MS), toMs: eventTime(START_MS + 24 * HOUR_MS) };
const several = (from: number, count: number, changes: Partial<LateEvent> = {}) =>
  Array.from({ length: count }, (_, n) => lateEvent(from + n, changes));

/** @param makeStore a store whose clock says `now()`. */
export function describeLateStore(name: string, makeStore: (now: () => number) => Promise<LateStore>): void {
  const fresh = () => makeStore(() => START_MS);

  async function justLate(store: LateStore): Promise<number> {
    return (await store.summary(DAY)).reduce((sum, { counts }) => sum + counts.just_late, 0);
  }

  describe(`${name} stores late events`, () => {
    it("whole, by operator and time, in order of time and position, the window's end excluded", async () => {
      const store = await fresh();
      const at = (position: number, timeMs: number) =>
        lateEvent(position, { eventTimeMs: eventTime(timeMs) });
      const before = at(1, WINDOW.startMs - 1);
      const [last, first] = [at(2, WINDOW.endMs - 1), at(3, WINDOW.startMs)];
      const pointer = { ...at(4, WINDOW.startMs), data: null, overflow: { bucket: "b", key: "__proto__" } };
      const elsewhere = { ...first, shardId: "shardId-000000000001" };
      await store.put([before, last, at(5, WINDOW.endMs), pointer, elsewhere, first]);
      expect(await store.eventsOf("sums", WINDOW)).toEqual([first, pointer, elsewhere, last]);
      expect(await store.eventsOf("totals", WINDOW)).toEqual([]);
    });

    it("of windows over many hours and before 1970", async () => {
      const store = await fresh();
      const window = { startMs: eventTime(-HOUR_MS - 1), endMs: eventTime(HOUR_MS + 1) };
      const times = [-HOUR_MS - 2, -HOUR_MS - 1, -1, 0, HOUR_MS, HOUR_MS + 1];
      await store.put(times.map((timeMs, n) => lateEvent(n, { eventTimeMs: eventTime(timeMs) })));
      const found = await store.eventsOf("sums", window);
      expect(found.map(({ eventTimeMs }) => eventTimeMs)).toEqual(times.slice(1, -1));
    });

    it("under each operator that refused them, counted once", async () => {
      const store = await fresh();
      const [refused] = lateEvent(1).refused;
      if (refused === undefined) throw new Error("no window");
      const event = lateEvent(1, { refused: [refused, { ...refused, operator: "totals" }] });
      expect(await store.put([event])).toEqual([event]);
      expect(await store.eventsOf("totals", WINDOW)).toEqual([event]);
      expect(await store.eventsOf("sums", WINDOW)).toEqual([event]);
      expect(await justLate(store)).toBe(1);
    });

    it("for seven days", async () => {
      let nowMs = START_MS;
      const store = await makeStore(() => nowMs);
      await store.put([lateEvent(1)]);
      nowMs += LATE_RETENTION_MS - 1;
      expect(await store.eventsOf("sums", WINDOW)).toHaveLength(1);
      nowMs += 1;
      expect(await store.eventsOf("sums", WINDOW)).toEqual([]);
      expect(await store.summary(DAY)).toEqual([]);
    });
  });

  describe(`${name} counts late events`, () => {
    it("once, however often and in whichever company they are put", async () => {
      const store = await fresh();
      expect(await store.put(several(0, 10))).toHaveLength(10);
      expect(await store.put(several(5, 10))).toEqual(several(10, 5));
      expect(await store.put(several(0, 15))).toEqual([]);
      expect(await store.put([lateEvent(20), lateEvent(20)])).toEqual([lateEvent(20)]);
      expect(await justLate(store)).toBe(16);
      expect(await store.eventsOf("sums", WINDOW)).toHaveLength(16);
    });

    it("once, when several writers put them at the same time", async () => {
      const store = await fresh();
      const writers = [several(0, 30), several(10, 30), several(20, 30).toReversed()];
      const stored = await Promise.all(writers.map((events) => store.put(events)));
      expect(stored.flat()).toHaveLength(50);
      expect(await justLate(store)).toBe(50);
    });

    it("more than one write takes", async () => {
      const store = await fresh();
      expect(await store.put(several(0, 250))).toHaveLength(250);
      expect(await justLate(store)).toBe(250);
      const large = several(1_000, 20, { data: "x".repeat(226_000) });
      expect(await store.put(large)).toEqual(large);
    });

    it("by the hour of their arrival, class and key", async () => {
      const store = await fresh();
      const next = { arrivalMs: START_MS + HOUR_MS };
      const veryLate = { watermarkMs: eventTime(WINDOW.endMs + minutes(30)) };
      await store.put([
        ...several(0, 3, { partitionKey: "__proto__" }),
        lateEvent(3, { partitionKey: "a", ...veryLate }),
        lateEvent(4, { partitionKey: "a", ...next }),
      ]);
      const hours = await store.summary(DAY);
      expect(
        hours.map(({ hourMs, byKey }) => [hourMs, byKey.map(({ key, counts }) => [key, counts])]),
      ).toEqual([
        [
          START_MS,
          [
            ["__proto__", { just_late: 3, very_late: 0, stale: 0, clock_skew: 0 }],
            ["a", { just_late: 0, very_late: 1, stale: 0, clock_skew: 0 }],
          ],
        ],
        [START_MS + HOUR_MS, [["a", { just_late: 1, very_late: 0, stale: 0, clock_skew: 0 }]]],
      ]);
      const firstHour = { fromMs: DAY.fromMs, toMs: eventTime(START_MS + HOUR_MS) };
      expect(await store.summary(firstHour)).toEqual(hours.slice(0, 1));
    });
  });
}
