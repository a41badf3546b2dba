/** Counts by hour, class and key: sums of tallies in any order and cut, with a bounded number of keys. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  countedHourMs,
  eventTime,
  hoursFrom,
  KEYS_PER_HOUR_MAX,
  type LateEvent,
  lateHour,
  minutes,
  noLateEvents,
  tallyOf,
} from "../../../lib/engine/index.ts";
import { HOUR_MS, lateEvent, START_MS, WINDOW } from "./late-events.ts";

const hourMs = eventTime(START_MS);
const veryLate = { watermarkMs: eventTime(WINDOW.endMs + minutes(10)) };
const hourOf = (...events: readonly LateEvent[]) => lateHour(hourMs, [tallyOf(hourMs, events)]);

describe("lateHour()", () => {
  it("counts by class and by key, keys with the most late events first", () => {
    const hour = hourOf(
      lateEvent(1, { partitionKey: "a" }),
      lateEvent(2, { partitionKey: "b" }),
      lateEvent(3, { partitionKey: "b", ...veryLate }),
    );
    expect(hour.counts).toEqual({ just_late: 2, very_late: 1, stale: 0, clock_skew: 0 });
    expect(hour.perMinute.just_late).toBeCloseTo(2 / 60);
    expect(hour.byKey.map(({ key, counts }) => [key, counts.just_late, counts.very_late])).toEqual([
      ["b", 1, 1],
      ["a", 1, 0],
    ]);
    expect(hour.other).toEqual(noLateEvents());
  });

  it("takes names of JavaScript's own for keys", () => {
    const names = ["__proto__", "constructor", "toString"];
    const hour = hourOf(...names.map((partitionKey, n) => lateEvent(n, { partitionKey })));
    expect(hour.byKey.map(({ key }) => key)).toEqual([...names].sort());
  });

  it("shows a thousand keys and counts the rest together", () => {
    const events = Array.from({ length: KEYS_PER_HOUR_MAX + 5 }, (_, n) =>
      lateEvent(n, { partitionKey: `key-${n}` }),
    );
    const hour = hourOf(...events, lateEvent(9_999, { partitionKey: "key-7" }));
    expect(hour.byKey).toHaveLength(KEYS_PER_HOUR_MAX);
    expect(hour.byKey[0]?.key).toBe("key-7");
    expect(hour.other.just_late).toBe(5);
    expect(hour.counts.just_late).toBe(KEYS_PER_HOUR_MAX + 6);
  });

  it("is the same however events were cut into tallies, and in whichever order tallies are read", () => {
    const event = fc.record({ partitionKey: fc.constantFrom("a", "b", "c"), isVeryLate: fc.boolean() });
    const tallies = fc.array(fc.array(event, { maxLength: 5 }), { maxLength: 5 });
    fc.assert(
      fc.property(tallies, (groups) => {
        const cut = groups.map((group) =>
          tallyOf(
            hourMs,
            group.map(({ partitionKey, isVeryLate }, n) =>
              lateEvent(n, { partitionKey, ...(isVeryLate ? veryLate : {}) }),
            ),
          ),
        );
        const whole = lateHour(hourMs, cut);
        expect(lateHour(hourMs, cut.toReversed())).toEqual(whole);
        const count = groups.flat().length;
        expect(whole.counts.just_late + whole.counts.very_late).toBe(count);
      }),
    );
  });
});

describe("countedHourMs()", () => {
  it("is the hour of the arrival, half-open", () => {
    expect(countedHourMs(lateEvent(1, { arrivalMs: START_MS + HOUR_MS - 1 }))).toBe(START_MS);
    expect(countedHourMs(lateEvent(1, { arrivalMs: START_MS + HOUR_MS }))).toBe(START_MS + HOUR_MS);
  });

  it("is the watermark's where nobody knows the arrival", () => {
    expect(countedHourMs(lateEvent(1, { arrivalMs: null }))).toBe(START_MS);
  });
});

describe("hoursFrom()", () => {
  it.each([
    [0, 1, [0]],
    [1, HOUR_MS, []],
    [1, HOUR_MS + 1, [HOUR_MS]],
    [-HOUR_MS - 1, 1, [-HOUR_MS, 0]],
    [5, 5, []],
  ])("from %i to %i are those that begin in between", (fromMs, toMs, expected) => {
    expect([...hoursFrom(eventTime(fromMs), eventTime(toMs))].map((ms) => ms + 0)).toEqual(expected);
  });
});
