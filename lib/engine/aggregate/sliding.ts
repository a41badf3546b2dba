/**
 * Per-event sliding windows: for an event at t what happened in `[t + 1 - size, t + 1)`, so the last `size` of event
 * time up to and with t. State is the log of recent events as plain JSON, in order of event time.
 *
 * Invariant: of all events that were added, the log has those in `[newest + 1 - kept, newest + 1)`, and of these the
 * `eventsMax` newest. That is a function of the set of events and not of the order in which they came, so an event
 * out of order counts where it belongs, and logs merge. A window is exact unless more than `eventsMax` events are
 * newer than its start: it then has the newest of its events, and a count never exceeds the true one.
 */
import type { DurationMs } from "../time/duration.ts";

/** An event's time and what a window wants to know of it, as numbers. */
export type SlidingEvent = readonly [eventTimeMs: number, ...facts: number[]];
export type SlidingLog = readonly SlidingEvent[];

export interface SlidingBounds {
  /** How far behind the newest event time events are kept: the longest window, and the disorder to be exact under. */
  readonly keptMs: DurationMs;
  /** Events in a log. A count that reaches it says "at least". */
  readonly eventsMax: number;
}

export const EMPTY_LOG: SlidingLog = [];

/** The log with the event; the same log when the event is too old to be kept. */
export function addSliding(log: SlidingLog, event: SlidingEvent, bounds: SlidingBounds): SlidingLog {
  const at = positionOf(log, event);
  const newest = at === log.length ? event : (log[log.length - 1] as SlidingEvent);
  if (event[0] <= newest[0] - bounds.keptMs) return log;
  if (at === 0 && log.length >= bounds.eventsMax) return log;
  return trim(log.toSpliced(at, 0, event), bounds);
}

export function mergeSliding(one: SlidingLog, other: SlidingLog, bounds: SlidingBounds): SlidingLog {
  return trim([...one, ...other].sort(compareEvents), bounds);
}

/** The events of the log in `[endMs - sizeMs, endMs)`. */
export function slidingAt(log: SlidingLog, endMs: number, sizeMs: DurationMs): SlidingLog {
  let to = log.length;
  while (to > 0 && (log[to - 1] as SlidingEvent)[0] >= endMs) to--;
  let from = to;
  while (from > 0 && (log[from - 1] as SlidingEvent)[0] >= endMs - sizeMs) from--;
  return log.slice(from, to);
}

/**
 * The windows that an event at `eventTimeMs` has changed: its own, and those of later events that reach back to it.
 * In order of event time; for an event in order just one. None when the log does not keep the event.
 */
export function slidingWindowsOf(log: SlidingLog, eventTimeMs: number, sizeMs: DurationMs): SlidingLog[] {
  const windows: SlidingLog[] = [];
  const oldestMs = log[0]?.[0] ?? Infinity;
  if (eventTimeMs < oldestMs) return windows;
  for (let i = log.length - 1; i >= 0; i--) {
    const timeMs = (log[i] as SlidingEvent)[0];
    if (timeMs < eventTimeMs) break;
    const isLastOfItsTime = log[i + 1]?.[0] !== timeMs;
    if (isLastOfItsTime && timeMs < eventTimeMs + sizeMs) windows.push(slidingAt(log, timeMs + 1, sizeMs));
  }
  return windows.reverse();
}

/** Behind all that are not greater: from the end, where events in order belong. */
function positionOf(log: SlidingLog, event: SlidingEvent): number {
  let at = log.length;
  while (at > 0 && compareEvents(log[at - 1] as SlidingEvent, event) > 0) at--;
  return at;
}

/** By event time, then by the facts: events of one time have one order, whichever came first. */
function compareEvents(one: SlidingEvent, other: SlidingEvent): number {
  for (let i = 0; i < one.length; i++) {
    const difference = (one[i] as number) - (other[i] ?? -Infinity);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

function trim(log: SlidingLog, { keptMs, eventsMax }: SlidingBounds): SlidingLog {
  const newestMs = log[log.length - 1]?.[0] ?? 0;
  let from = Math.max(0, log.length - eventsMax);
  while (from < log.length && (log[from] as SlidingEvent)[0] <= newestMs - keptMs) from++;
  return from === 0 ? log : log.slice(from);
}
