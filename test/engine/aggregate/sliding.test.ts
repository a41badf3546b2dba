import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addSliding,
  EMPTY_LOG,
  mergeSliding,
  slidingAt,
  type SlidingBounds,
  type SlidingEvent,
  type SlidingLog,
  slidingWindowsOf,
} from "../../../lib/engine/index.ts";

const BOUNDS: SlidingBounds = { keptMs: 100, eventsMax: 8 };
const SIZE_MS = 10;

const fold = (events: readonly SlidingEvent[], bounds = BOUNDS): SlidingLog =>
  events.reduce((log: SlidingLog, event) => addSliding(log, event, bounds), EMPTY_LOG);
const timesOf = (log: SlidingLog) => log.map(([timeMs]) => timeMs);
const at = (...times: number[]): SlidingEvent[] => times.map((timeMs) => [timeMs]);

/** Event times near each other, before 1970 too, or at the ends of what a date can express. */
const someTime = fc.oneof(
  fc.integer({ min: -60, max: 60 }),
  fc.integer({ min: 0, max: 60 }).map((offset) => 8.64e15 - offset),
  fc.integer({ min: 0, max: 60 }).map((offset) => -8.64e15 + offset),
);
const someEvent = fc.tuple(someTime, fc.integer({ min: 0, max: 3 }));
const someEvents = fc.array(someEvent, { maxLength: 30 });
const someBounds = fc.record({
  keptMs: fc.integer({ min: 1, max: 80 }),
  eventsMax: fc.integer({ min: 1, max: 12 }),
});

/** The invariant, computed from all events at once. */
function oracle(events: readonly SlidingEvent[], { keptMs, eventsMax }: SlidingBounds): SlidingLog {
  const newestMs = Math.max(...timesOf(events));
  return events
    .filter(([timeMs]) => timeMs > newestMs - keptMs)
    .toSorted((one, other) => one[0] - other[0] || (one[1] ?? 0) - (other[1] ?? 0))
    .slice(-eventsMax);
}

describe("a sliding log", () => {
  it("keeps the newest of what is recent, whatever the order they came in", () => {
    fc.assert(
      fc.property(someEvents, someBounds, (events, bounds) => {
        expect(fold(events, bounds)).toEqual(oracle(events, bounds));
      }),
    );
  });

  it("merged from two is the log of all", () => {
    fc.assert(
      fc.property(someEvents, someEvents, someBounds, (one, other, bounds) => {
        const merged = mergeSliding(fold(one, bounds), fold(other, bounds), bounds);
        expect(merged).toEqual(fold([...one, ...other], bounds));
        expect(mergeSliding(fold(other, bounds), fold(one, bounds), bounds)).toEqual(merged);
      }),
    );
  });

  it("changes none of the logs that it was made of, and is itself as JSON", () => {
    fc.assert(
      fc.property(someEvents, someEvent, (events, event) => {
        const log = fold(events);
        const before = JSON.stringify(log);
        const next = addSliding(log, event, BOUNDS);
        expect(JSON.stringify(log)).toBe(before);
        expect(JSON.parse(JSON.stringify(next))).toEqual(next);
      }),
    );
  });

  it("does not take an event that is as old as it keeps them", () => {
    expect(timesOf(fold(at(100, 0)))).toEqual([100]);
    expect(timesOf(fold(at(100, 1)))).toEqual([1, 100]);
  });

  it("lets the oldest go when it is full, and takes none that is older than all", () => {
    const full = fold(at(1, 2, 3, 4, 5, 6, 7, 8));
    expect(timesOf(addSliding(full, [9], BOUNDS))).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(addSliding(full, [0], BOUNDS)).toBe(full);
  });
});

describe("slidingAt", () => {
  it("has what is in [end - size, end)", () => {
    expect(timesOf(slidingAt(fold(at(0, 1, 10, 11)), 11, SIZE_MS))).toEqual([1, 10]);
    expect(slidingAt(EMPTY_LOG, 11, SIZE_MS)).toEqual([]);
  });

  it("counts each event of its window once while the log has room, and never more than there are", () => {
    fc.assert(
      fc.property(someEvents, someBounds, someTime, (events, bounds, endMs) => {
        const truth = events.filter(([timeMs]) => timeMs >= endMs - SIZE_MS && timeMs < endMs).length;
        const counted = slidingAt(fold(events, bounds), endMs, SIZE_MS).length;
        expect(counted).toBeLessThanOrEqual(truth);
        const since = events.filter(([timeMs]) => timeMs >= endMs - SIZE_MS).length;
        const newestMs = Math.max(...timesOf(events));
        const isKept = endMs - SIZE_MS > newestMs - bounds.keptMs;
        if (isKept && since <= bounds.eventsMax) expect(counted).toBe(truth);
      }),
    );
  });
});

describe("slidingWindowsOf", () => {
  //  0    5      12   15
  //  a    b      c    d      windows of 10 ms that end with b: [-4, 6), with c: [3, 13)
  const log = fold(at(0, 5, 12, 15));

  it("has one window for an event in order", () => {
    expect(slidingWindowsOf(log, 15, SIZE_MS).map(timesOf)).toEqual([[12, 15]]);
  });

  it("has for an event out of order those of later events that reach back to it too", () => {
    expect(slidingWindowsOf(log, 5, SIZE_MS).map(timesOf)).toEqual([
      [0, 5],
      [5, 12],
    ]);
  });

  it("has none for an event that is not kept", () => {
    expect(slidingWindowsOf(log, -1, SIZE_MS)).toEqual([]);
    expect(slidingWindowsOf(EMPTY_LOG, 0, SIZE_MS)).toEqual([]);
  });

  it("has one for all events of one time", () => {
    expect(slidingWindowsOf(fold(at(3, 3, 3)), 3, SIZE_MS).map(timesOf)).toEqual([[3, 3, 3]]);
  });

  it("has just the windows that hold the event, against all windows there are", () => {
    fc.assert(
      fc.property(fc.array(someEvent, { minLength: 1, maxLength: 30 }), (events) => {
        const kept = fold(events, { keptMs: 1e9, eventsMax: 100 });
        const [timeMs] = events[0] as SlidingEvent;
        const newestMs = Math.max(...timesOf(events));
        fc.pre(timeMs > newestMs - 1e9);
        const ends = [...new Set(timesOf(kept))].filter((end) => end >= timeMs && end < timeMs + SIZE_MS);
        const expected = ends.map((end) =>
          timesOf(kept).filter((other) => other > end - SIZE_MS && other <= end),
        );
        expect(slidingWindowsOf(kept, timeMs, SIZE_MS).map(timesOf)).toEqual(expected);
      }),
    );
  });
});
