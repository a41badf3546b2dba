/**
 * Why an expired event was late, in one word. An event expires for an operator when each of its windows was retired,
 * that is when `windowEnd + allowedLateness <= watermark`. With overdue = watermark - (windowEnd + allowedLateness),
 * which is 0 or more, the classes are, the first that holds:
 *
 *   clock_skew  its time contradicts what its arrival and its shard's other events say (below);
 *   stale       overdue in [retention, ...)         - what was stored of its window's late events is gone;
 *   just_late   overdue in [0, allowedLateness)     - twice the allowed lateness would have taken it;
 *   very_late   overdue in [allowedLateness, retention)
 *
 * Without an allowed lateness nothing is just late. A time contradicts when the event
 *   - lies more than 5 s in front of its arrival: it cannot have happened yet;
 *   - is from before 2000 and the watermark is not: the clock was never set;
 *   - lies a year (366 days) or more behind the watermark: nobody keeps a reading that long and then sends it.
 * The last two compare with the watermark and not with the arrival, so that history that is read years later, where
 * all events are far behind their arrival, is judged like anything else.
 */
import { type DurationMs, days, seconds } from "../time/duration.ts";
import { type EventTimeMs, eventTime } from "../time/event-time.ts";

/** From the mildest to the gravest. */
export const LATE_CLASSES = ["just_late", "very_late", "stale", "clock_skew"] as const;

export type LateClass = (typeof LATE_CLASSES)[number];

/** How long a late event is kept for amending its windows: as long as the stream keeps what it would be added to. */
export const LATE_RETENTION_MS: DurationMs = days(7);

/** The producer's clock and the stream's are not one, and local streams tell arrivals in whole seconds. */
export const CLOCK_TOLERANCE_MS: DurationMs = seconds(5);

/** A leap year, so that an event of the same day a year ago is still believed. */
export const BELIEVED_AGE_MS: DurationMs = days(366);

/** 2000-01-01T00:00:00Z: clocks that were never set begin in 1970 or 1980. */
export const CLOCKS_SET_FROM_MS: EventTimeMs = eventTime(946_684_800_000);

export interface ExpiredTimes {
  readonly eventTimeMs: EventTimeMs;
  /** The watermark that the records before it made in its shard. */
  readonly watermarkMs: EventTimeMs;
  /** null where nobody knows: the event is then not compared with it. */
  readonly arrivalMs: number | null;
  /** The end of the last window that the event belongs to. */
  readonly windowEndMs: EventTimeMs;
  readonly allowedLatenessMs: DurationMs;
}

/** @returns the class of an event against the operator that refused it. */
export function classifyLate(times: ExpiredTimes): LateClass {
  const { watermarkMs, windowEndMs, allowedLatenessMs } = times;
  if (isClockSkewed(times)) return "clock_skew";
  const overdueMs = watermarkMs - windowEndMs - allowedLatenessMs;
  if (overdueMs >= LATE_RETENTION_MS) return "stale";
  return overdueMs < allowedLatenessMs ? "just_late" : "very_late";
}

/** The graver of two classes. */
export function graver(one: LateClass, other: LateClass): LateClass {
  return LATE_CLASSES.indexOf(one) >= LATE_CLASSES.indexOf(other) ? one : other;
}

function isClockSkewed({ eventTimeMs, watermarkMs, arrivalMs }: ExpiredTimes): boolean {
  if (arrivalMs !== null && eventTimeMs > arrivalMs + CLOCK_TOLERANCE_MS) return true;
  if (eventTimeMs < CLOCKS_SET_FROM_MS && watermarkMs >= CLOCKS_SET_FROM_MS) return true;
  return watermarkMs - eventTimeMs >= BELIEVED_AGE_MS;
}
