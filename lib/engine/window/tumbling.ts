/**
 * Tumbling windows cut event time into equal, adjacent pieces `[n * size, n * size + size)`, n any integer.
 *
 * An event at exactly n * size opens window n; one at n * size - 1 is the last of window n - 1. Windows are
 * aligned to 1970-01-01T00:00:00Z, before it too, or begin an offset later.
 */
import { alignDown } from "../time/align.ts";
import { type DurationMs, millis } from "../time/duration.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { WindowAssigner } from "./assigner.ts";
import type { Window } from "./window.ts";

/**
 * @param offset by how much the windows begin behind the multiples of their size.
 * @throws RangeError when `size` is 0.
 */
export function tumbling(size: DurationMs, offset: DurationMs = millis(0)): WindowAssigner {
  const sizeMs = millis(size);
  const offsetMs = millis(offset);
  if (sizeMs === 0) throw new RangeError("Cannot make tumbling windows of 0 ms: expected at least 1 ms");
  // Neighbouring events mostly share their window, so the last answer is kept: a memo, invisible from outside.
  let last: readonly [Window] = [windowAt(offsetMs as number as EventTimeMs, sizeMs)];
  return {
    kind: "tumbling",
    maxSizeMs: sizeMs,
    boundaryMs: sizeMs,
    assign(eventTimeMs: EventTimeMs) {
      const startMs = (alignDown((eventTimeMs - offsetMs) as EventTimeMs, sizeMs) + offsetMs) as EventTimeMs;
      if (last[0].startMs !== startMs) last = [windowAt(startMs, sizeMs)];
      return last;
    },
  };
}

function windowAt(startMs: EventTimeMs, sizeMs: DurationMs): Window {
  return { startMs, endMs: (startMs + sizeMs) as EventTimeMs };
}
