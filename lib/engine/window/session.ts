/**
 * Sessions are windows that the events of a key make themselves: events at most `gap` apart belong together, and a
 * session ends `gap` after its last event (or, with `from: "first"`, after its first). An event that comes out of order may
 * bridge two sessions, which then are one.
 *
 * A session is retired, like any window, when the watermark has reached its end and the allowed lateness; from
 * then on it takes no event and bridges nothing. No session lasts longer than `maxDuration` from its first to its last
 * event; an event beyond begins another one.
 */
import type { DurationMs } from "../time/duration.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { Window } from "./window.ts";

export interface SessionRule {
  readonly gapMs: DurationMs;
  readonly from: "last" | "first";
  readonly maxDurationMs: DurationMs;
}

/** The event times of a session's first and last event. */
export interface Span {
  readonly firstMs: EventTimeMs;
  readonly lastMs: EventTimeMs;
}

/** The session as a window: from its first event until `gap` after its last (or first). */
export function windowOf({ gapMs, from }: SessionRule, { firstMs, lastMs }: Span): Window {
  return { startMs: firstMs, endMs: ((from === "last" ? lastMs : firstMs) + gapMs) as EventTimeMs };
}

/**
 * Which of a key's live sessions, in the order of their first events, an event belongs to: those that it makes one.
 *
 * @returns their places, neighbours in ascending order; none when the event begins a session of its own.
 */
export function sessionsJoinedBy(
  rule: SessionRule,
  sessions: readonly Span[],
  eventTimeMs: EventTimeMs,
): readonly number[] {
  const joined: number[] = [];
  let span: Span = { firstMs: eventTimeMs, lastMs: eventTimeMs };
  for (const [place, session] of sessions.entries()) {
    if (!isNear(rule, session, eventTimeMs)) continue;
    const both = spanOf(span, session);
    if (both.lastMs - both.firstMs > rule.maxDurationMs) continue;
    joined.push(place);
    if (rule.from === "first") break;
    span = both;
  }
  return joined;
}

export function spanOf(one: Span, other: Span): Span {
  return {
    firstMs: one.firstMs <= other.firstMs ? one.firstMs : other.firstMs,
    lastMs: one.lastMs >= other.lastMs ? one.lastMs : other.lastMs,
  };
}

function isNear({ gapMs, from }: SessionRule, { firstMs, lastMs }: Span, eventTimeMs: EventTimeMs): boolean {
  if (from === "first") return eventTimeMs >= firstMs && eventTimeMs - firstMs <= gapMs;
  return eventTimeMs - lastMs <= gapMs && firstMs - eventTimeMs <= gapMs;
}
