/**
 * A window assigner says to which windows an event time belongs. It is pure and total: every event time
 * belongs to at least one window, and `start <= eventTime < end` holds for each of them.
 */
import type { DurationMs } from "../time/duration.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { Window } from "./window.ts";

export interface WindowAssigner {
  /** `tumbling`, `hopping`, ...: for people and diagrams. */
  readonly kind: string;
  /** The longest window that the assigner can make, ms. */
  readonly maxSizeMs: DurationMs;
  /** The step between window boundaries, ms: a watermark that crosses a multiple of it completes a window. */
  readonly boundaryMs: DurationMs;
  readonly assign: (eventTimeMs: EventTimeMs) => readonly Window[];
}
