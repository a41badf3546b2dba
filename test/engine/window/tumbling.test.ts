import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  END_OF_TIME,
  eventTime,
  isComplete,
  isRetired,
  latenessOf,
  millis,
  minutes,
  tumbling,
} from "../../../lib/engine/index.ts";

const at = eventTime;

describe("tumbling()", () => {
  //      0            60,000        120,000
  //      |-- window 0 --|-- window 1 --|
  it("opens a window at its start and ends it one millisecond before its end", () => {
    const windows = tumbling(minutes(1));
    expect(windows.assign(at(0))).toEqual([{ startMs: 0, endMs: 60_000 }]);
    expect(windows.assign(at(59_999))).toEqual([{ startMs: 0, endMs: 60_000 }]);
    expect(windows.assign(at(60_000))).toEqual([{ startMs: 60_000, endMs: 120_000 }]);
  });

  it("aligns windows before 1970 the same way", () => {
    expect(tumbling(minutes(1)).assign(at(-1))).toEqual([{ startMs: -60_000, endMs: 0 }]);
    expect(tumbling(minutes(1)).assign(at(-60_000))).toEqual([{ startMs: -60_000, endMs: 0 }]);
    expect(tumbling(minutes(1)).assign(at(-60_001))).toEqual([{ startMs: -120_000, endMs: -60_000 }]);
  });

  it("begins its windows an offset later", () => {
    const windows = tumbling(minutes(1), millis(1));
    expect(windows.assign(at(60_000))).toEqual([{ startMs: 1, endMs: 60_001 }]);
    expect(windows.assign(at(60_001))).toEqual([{ startMs: 60_001, endMs: 120_001 }]);
    expect(windows.assign(at(0))).toEqual([{ startMs: -59_999, endMs: 1 }]);
  });

  it("puts every event time into exactly one window that contains it", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -8.6e15, max: 8.6e15 }),
        fc.integer({ min: 1, max: 10 ** 9 }),
        (time, size) => {
          const windows = tumbling(millis(size)).assign(at(time));
          expect(windows).toHaveLength(1);
          const [{ startMs, endMs }] = windows as unknown as [{ startMs: number; endMs: number }];
          expect(startMs).toBeLessThanOrEqual(time);
          expect(endMs).toBeGreaterThan(time);
          expect(endMs - startMs).toBe(size);
          expect(Math.abs(startMs % size)).toBe(0);
        },
      ),
    );
  });

  it("does not round a time just before a boundary up into the next window", () => {
    const windows = tumbling(millis(10 ** 9));
    expect(windows.assign(at(8_599_999_999_999_999))).toEqual([
      { startMs: 8_599_999_000_000_000, endMs: 8_600_000_000_000_000 },
    ]);
  });

  it("answers the same whatever it was asked before", () => {
    const windows = tumbling(minutes(1));
    const first = windows.assign(at(30_000));
    windows.assign(at(500_000));
    expect(windows.assign(at(30_000))).toEqual(first);
  });

  it("refuses windows of no size", () => {
    expect(() => tumbling(0)).toThrow("Cannot make tumbling windows of 0 ms: expected at least 1 ms");
  });
});

describe("latenessOf()", () => {
  const window = { startMs: at(0), endMs: at(60_000) };
  const lateness = minutes(1);

  //  watermark:   59,999   60,000 ... 119,999   120,000
  //               on_time  late       late      expired
  it("turns late at the window's end and expired one allowed lateness after it", () => {
    const verdicts = [59_999, 60_000, 119_999, 120_000].map((mark) => latenessOf(window, lateness, at(mark)));
    expect(verdicts).toEqual(["on_time", "late", "late", "expired"]);
  });

  it("goes from on time to expired at once without allowed lateness", () => {
    expect([59_999, 60_000].map((mark) => latenessOf(window, 0, at(mark)))).toEqual(["on_time", "expired"]);
  });

  it("completes and retires every window at the end of time", () => {
    expect(isComplete(window, END_OF_TIME)).toBe(true);
    expect(isRetired(window, minutes(1), END_OF_TIME)).toBe(true);
  });
});
