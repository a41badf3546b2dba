/**
 * Where late events are kept for amendment, and counted. One contract suite (test/contract) holds every adapter to what
 * is said here.
 */
import type { TimeRange } from "../state/ports.ts";
import type { Window } from "../window/window.ts";
import type { LateHour } from "./late-counts.ts";
import type { LateEvent } from "./late-event.ts";

export interface LateStore {
  /**
   * Stores each event that is not stored yet, and counts it in the same write: after a crash at any point, putting the
   * same events again leaves each stored once and counted once. Events are kept for seven days from then on.
   *
   * @returns those that were new, in their order.
   * @throws Error when not all are durable; some may be, and all may be put again.
   */
  put(events: readonly LateEvent[]): Promise<readonly LateEvent[]>;
  /**
   * The events that the operator refused and that lie in the window, by event time, then shard, then position: what a
   * window is amended with. Events that expired are not among them, deleted or not.
   */
  eventsOf(operator: string, window: Window): Promise<readonly LateEvent[]>;
  /** The hours that begin in `[fromMs, toMs)` and have late events, in their order. */
  summary(range: TimeRange): Promise<readonly LateHour[]>;
}
