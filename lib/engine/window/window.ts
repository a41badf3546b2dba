/**
 * A window is a half-open interval of event time `[startMs, endMs)`.
 *
 * Against a watermark w and an allowed lateness L it is
 *   open      while w < endMs               - its events are on time;
 *   complete  while endMs <= w < endMs + L  - its events are late: folded, and the window fires again;
 *   retired   from  endMs + L <= w on       - its events are expired: refused, never silently.
 */
import type { DurationMs } from "../time/duration.ts";
import type { EventTimeMs } from "../time/event-time.ts";

export interface Window {
  readonly startMs: EventTimeMs;
  readonly endMs: EventTimeMs;
}

export type Lateness = "on_time" | "late" | "expired";

/** True from the moment when no more on-time event is expected. */
export function isComplete(window: Window, watermarkMs: EventTimeMs): boolean {
  return watermarkMs >= window.endMs;
}

/** True from the moment when the window takes no more events and its state may be deleted. */
export function isRetired(window: Window, allowedLatenessMs: DurationMs, watermarkMs: EventTimeMs): boolean {
  return watermarkMs >= window.endMs + allowedLatenessMs;
}

/** How an event of this window stands against the watermark that the records before it made. */
export function latenessOf(
  window: Window,
  allowedLatenessMs: DurationMs,
  watermarkMs: EventTimeMs,
): Lateness {
  if (!isComplete(window, watermarkMs)) return "on_time";
  return isRetired(window, allowedLatenessMs, watermarkMs) ? "expired" : "late";
}
