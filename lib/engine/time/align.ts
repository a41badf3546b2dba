/**
 * The bounds of the span `[n * size, n * size + size)`, n any integer, that a time lies in; before 1970 too.
 *
 * By the remainder, which is exact in floating point: a quotient of large times rounds, and up when it must not.
 */
import type { DurationMs } from "./duration.ts";
import type { EventTimeMs } from "./event-time.ts";

export function alignDown(timeMs: EventTimeMs, sizeMs: DurationMs): EventTimeMs {
  const rest = timeMs % sizeMs;
  return (timeMs - (rest < 0 ? rest + sizeMs : rest)) as EventTimeMs;
}

/** The first bound that is not before the time. */
export function alignUp(timeMs: EventTimeMs, sizeMs: DurationMs): EventTimeMs {
  const downMs = alignDown(timeMs, sizeMs);
  return downMs === timeMs ? timeMs : ((downMs + sizeMs) as EventTimeMs);
}
