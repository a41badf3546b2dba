import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventTime, hopping, millis, minutes, tumbling } from "../../../lib/engine/index.ts";

const at = eventTime;

describe("hopping()", () => {
  //  -40   -20     0      20     40     60     80
  //   |------ -20 ------|      (60 long, every 20; the event at 0 is in three of them)
  //          |------- -20..40 ----|
  //                 |------- 0..60 ------|
  it("gives an event every window that it falls into, the earliest first", () => {
    const windows = hopping(millis(60), millis(20));
    const three = [
      { startMs: -40, endMs: 20 },
      { startMs: -20, endMs: 40 },
      { startMs: 0, endMs: 60 },
    ];
    expect(windows.assign(at(0))).toEqual(three);
    expect(windows.assign(at(19))).toEqual(three);
    expect(windows.assign(at(20))[0]).toEqual({ startMs: -20, endMs: 40 });
    expect(windows.assign(at(-1))[0]).toEqual({ startMs: -60, endMs: 0 });
  });

  it("tells its neighbours apart where the size is no multiple of the advance", () => {
    const windows = hopping(millis(50), millis(20));
    expect(windows.boundaryMs).toBe(10);
    expect(windows.assign(at(9)).map(({ startMs }) => startMs)).toEqual([-40, -20, 0]);
    expect(windows.assign(at(10)).map(({ startMs }) => startMs)).toEqual([-20, 0]);
    expect(windows.assign(at(20)).map(({ startMs }) => startMs)).toEqual([-20, 0, 20]);
  });

  it("finds exactly the windows that a search of all multiples of the advance finds, in any order of asking", () => {
    const cases = fc.record({
      advance: fc.integer({ min: 1, max: 50 }),
      extra: fc.integer({ min: 0, max: 200 }),
      times: fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 8 }),
    });
    fc.assert(
      fc.property(cases, ({ advance, extra, times }) => {
        const size = advance + extra;
        const windows = hopping(millis(size), millis(advance));
        for (const time of times) {
          const expected: number[] = [];
          for (let n = -2_000; n <= 2_000; n++) {
            if (n * advance <= time && time < n * advance + size) expected.push(n * advance);
          }
          const found = windows.assign(at(time));
          expect(found.map(({ startMs }) => startMs + 0)).toEqual(expected.map((start) => start + 0));
          expect(found.every(({ startMs, endMs }) => endMs - startMs === size)).toBe(true);
        }
      }),
    );
  });

  it("is tumbling when the advance is the size", () => {
    const [hop, tumble] = [hopping(minutes(1), minutes(1)), tumbling(minutes(1))];
    for (const time of [-60_001, -60_000, -1, 0, 59_999, 60_000, 8_599_999_999_999_999]) {
      expect(hop.assign(at(time))).toEqual(tumble.assign(at(time)));
    }
  });

  it.each([
    [60, 0],
    [60, 61],
    [1_001, 1],
  ])("refuses windows of %i ms every %i ms", (size, advance) => {
    expect(() => hopping(millis(size), millis(advance))).toThrow(
      `Cannot make hopping windows of ${size} ms every ${advance} ms: expected an advance of 1 ms up to the size, and at most 1000 windows at a time`,
    );
  });
});
