/**
 * Goal: each late event has one class, and the bounds between classes are where the header of classify-late.ts says.
 *
 *   window          allowed      just_late      very_late              stale
 *   [-------------)[--------)[-----------)[----------------------)[------------->  watermark
 *                end     end + L     end + 2 L          end + L + 7 days
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BEGINNING_OF_TIME,
  BELIEVED_AGE_MS,
  CLOCK_TOLERANCE_MS,
  CLOCKS_SET_FROM_MS,
  classifyLate,
  days,
  END_OF_TIME,
  type EventTimeMs,
  eventTime,
  graver,
  LATE_CLASSES,
  LATE_RETENTION_MS,
  minutes,
} from "../../../lib/engine/index.ts";

const END_MS = Date.UTC(2026, 0, 1);
const ALLOWED_MS = minutes(5);

/** An event of the last millisecond of a window, with the watermark so far behind the window's end. */
function classAt(behindEndMs: number, allowedLatenessMs = ALLOWED_MS) {
  return classifyLate({
    eventTimeMs: eventTime(END_MS - 1),
    watermarkMs: eventTime(END_MS + behindEndMs),
    arrivalMs: END_MS + behindEndMs,
    windowEndMs: eventTime(END_MS),
    allowedLatenessMs,
  });
}

describe("classifyLate()", () => {
  it.each([
    [ALLOWED_MS, "just_late"],
    [2 * ALLOWED_MS - 1, "just_late"],
    [2 * ALLOWED_MS, "very_late"],
    [ALLOWED_MS + LATE_RETENTION_MS - 1, "very_late"],
    [ALLOWED_MS + LATE_RETENTION_MS, "stale"],
  ] as const)("calls an event whose window ended %i ms before the watermark %s", (behindEndMs, expected) => {
    expect(classAt(behindEndMs)).toBe(expected);
  });

  it("calls nothing just late where no lateness is allowed", () => {
    expect(classAt(0, 0)).toBe("very_late");
  });

  it("calls stale what nothing is stored of, however much lateness is allowed", () => {
    const allowedMs = days(10);
    expect(classAt(allowedMs + LATE_RETENTION_MS - 1, allowedMs)).toBe("just_late");
    expect(classAt(allowedMs + LATE_RETENTION_MS, allowedMs)).toBe("stale");
  });

  it("judges the age by the window and not by the event, whose window may be longer than the retention", () => {
    const month = {
      eventTimeMs: eventTime(END_MS - days(30)),
      watermarkMs: eventTime(END_MS + ALLOWED_MS),
      arrivalMs: END_MS + ALLOWED_MS,
      windowEndMs: eventTime(END_MS),
      allowedLatenessMs: ALLOWED_MS,
    };
    expect(classifyLate(month)).toBe("just_late");
  });
});

describe("classifyLate() sees a wrong clock", () => {
  const base = {
    eventTimeMs: eventTime(END_MS - 1),
    watermarkMs: eventTime(END_MS + ALLOWED_MS),
    arrivalMs: END_MS,
    windowEndMs: eventTime(END_MS),
    allowedLatenessMs: ALLOWED_MS,
  };

  it("in an event more than the tolerance in front of its arrival", () => {
    const { eventTimeMs } = base;
    expect(classifyLate({ ...base, arrivalMs: eventTimeMs - CLOCK_TOLERANCE_MS })).toBe("just_late");
    expect(classifyLate({ ...base, arrivalMs: eventTimeMs - CLOCK_TOLERANCE_MS - 1 })).toBe("clock_skew");
    expect(classifyLate({ ...base, arrivalMs: null })).toBe("just_late");
  });

  it("in an event a year behind its shard's watermark", () => {
    const atAge = (ageMs: number) => ({ ...base, eventTimeMs: eventTime(base.watermarkMs - ageMs) });
    expect(classifyLate(atAge(BELIEVED_AGE_MS - 1))).toBe("just_late");
    expect(classifyLate(atAge(BELIEVED_AGE_MS))).toBe("clock_skew");
  });

  it("in an event from before 2000, unless its shard is at that time", () => {
    const endMs = CLOCKS_SET_FROM_MS;
    const old = {
      eventTimeMs: eventTime(endMs - 1),
      arrivalMs: END_MS,
      windowEndMs: eventTime(endMs - minutes(1)),
      allowedLatenessMs: minutes(1),
    };
    expect(classifyLate({ ...old, watermarkMs: eventTime(endMs) })).toBe("clock_skew");
    expect(classifyLate({ ...old, watermarkMs: eventTime(endMs - 1) })).toBe("just_late");
    expect(classifyLate({ ...old, eventTimeMs: CLOCKS_SET_FROM_MS, watermarkMs: eventTime(endMs) })).not.toBe(
      "clock_skew",
    );
  });

  it("in none of a history that is read decades later", () => {
    expect(classifyLate({ ...base, arrivalMs: END_MS + days(20_000) })).toBe("just_late");
  });
});

describe("classifyLate() for any times", () => {
  const time = fc.oneof(
    fc.maxSafeInteger().map((ms) => Math.min(Math.max(ms, BEGINNING_OF_TIME), END_OF_TIME)),
    fc.constantFrom(BEGINNING_OF_TIME, END_OF_TIME, 0, -1, CLOCKS_SET_FROM_MS),
  ) as fc.Arbitrary<EventTimeMs>;
  const times = fc.record({
    eventTimeMs: time,
    watermarkMs: time,
    arrivalMs: fc.option(time),
    windowEndMs: time,
    allowedLatenessMs: fc.nat(),
  });

  it("gives one of the four classes", () => {
    fc.assert(
      fc.property(times, (any) => {
        expect(LATE_CLASSES).toContain(classifyLate(any));
      }),
    );
  });

  it("never becomes milder while the watermark rises", () => {
    fc.assert(
      fc.property(times, time, (any, other) => {
        const watermarks = [any.watermarkMs, other].sort((one, two) => one - two);
        const [before, after] = watermarks.map((watermarkMs) =>
          classifyLate({ ...any, watermarkMs: watermarkMs as EventTimeMs }),
        );
        expect(graver(before ?? "just_late", after ?? "just_late")).toBe(after);
      }),
    );
  });

  it("agrees with the bounds as they are stated, wherever the window lies", () => {
    const small = fc.nat({ max: days(30) });
    fc.assert(
      fc.property(
        fc.integer({ min: -days(400_000), max: days(400_000) }),
        small,
        small,
        (endMs, allowedLatenessMs, overdueMs) => {
          fc.pre(
            endMs >= CLOCKS_SET_FROM_MS + 1 || endMs + allowedLatenessMs + overdueMs < CLOCKS_SET_FROM_MS,
          );
          const watermarkMs = eventTime(endMs + allowedLatenessMs + overdueMs);
          const found = classifyLate({
            eventTimeMs: eventTime(endMs - 1),
            watermarkMs,
            arrivalMs: null,
            windowEndMs: eventTime(endMs),
            allowedLatenessMs,
          });
          const within = overdueMs < allowedLatenessMs ? "just_late" : "very_late";
          expect(found).toBe(overdueMs < LATE_RETENTION_MS ? within : "stale");
        },
      ),
    );
  });
});
