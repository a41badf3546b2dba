/** Times as texts: what a row says is what the language's own date says, whichever minute was asked for before. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { isoTimeMs, isoTimeOf } from "../../lib/pipelines/iso-time.ts";

const DATE_MAX_MS = 8.64e15;

test("isoTimeOf() writes minutes, seconds and milliseconds at their boundaries", () => {
  const atMs = Date.UTC(2026, 0, 1, 0, 0, 0);
  expect([-1, 0, 1, 999, 1000, 59_999, 60_000].map((ms) => isoTimeOf(atMs + ms))).toEqual([
    "2025-12-31T23:59:59.999Z",
    "2026-01-01T00:00:00.000Z",
    "2026-01-01T00:00:00.001Z",
    "2026-01-01T00:00:00.999Z",
    "2026-01-01T00:00:01.000Z",
    "2026-01-01T00:00:59.999Z",
    "2026-01-01T00:01:00.000Z",
  ]);
});

test("isoTimeOf() writes what toISOString() does, at any time and in any order", () => {
  const anyTime = fc.integer({ min: -DATE_MAX_MS, max: DATE_MAX_MS });
  const nearby = fc.integer({ min: -200_000, max: 200_000 });
  fc.assert(
    fc.property(anyTime, fc.array(nearby, { maxLength: 5 }), (timeMs, steps) => {
      const times = [0, ...steps].map((step) => timeMs + step).filter((ms) => Math.abs(ms) <= DATE_MAX_MS);
      expect(times.map(isoTimeOf)).toEqual(times.map((ms) => new Date(ms).toISOString()));
    }),
  );
});

test("isoTimeOf() is read back by isoTimeMs()", () => {
  const common = fc.integer({ min: Date.UTC(0, 0, 1), max: Date.UTC(9999, 0, 1) });
  fc.assert(
    fc.property(common, (timeMs) => {
      expect(isoTimeMs(isoTimeOf(timeMs))).toBe(timeMs);
    }),
  );
});

test("isoTimeOf() refuses what is no time, as a date does", () => {
  expect(() => isoTimeOf(Number.NaN)).toThrow(RangeError);
});
