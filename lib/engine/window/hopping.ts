/**
 * Hopping windows are of one size and begin every `advance`, at `[n * advance, n * advance + size)`, n any integer. Where
 * the advance is smaller than the size they overlap, and an event belongs to several.
 *
 * Aligned to 1970-01-01T00:00:00Z. With an advance equal to the size they are tumbling windows.
 */
import { alignDown } from "../time/align.ts";
import { type DurationMs, millis } from "../time/duration.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { WindowAssigner } from "./assigner.ts";
import type { Window } from "./window.ts";

/** An event of more windows than these costs more than it can be worth. */
const WINDOWS_MAX = 1_000;

/** @throws RangeError for an advance of 0 or over the size (events would belong to no window), or a thousandth of it. */
export function hopping(size: DurationMs, advance: DurationMs): WindowAssigner {
  const sizeMs = millis(size);
  const advanceMs = millis(advance);
  if (advanceMs === 0 || advanceMs > sizeMs || sizeMs / advanceMs > WINDOWS_MAX) {
    throw new RangeError(
      `Cannot make hopping windows of ${sizeMs} ms every ${advanceMs} ms: expected an advance of 1 ms up to the size, and at most ${WINDOWS_MAX} windows at a time`,
    );
  }
  // Between two boundaries, where windows begin or end, all events have the same windows.
  const boundaryMs = greatestCommonDivisor(sizeMs, advanceMs) as DurationMs;
  // Neighbouring events mostly share their windows, so the last answer is kept: a memo, invisible from outside.
  let slotMs = Number.NaN;
  let windows: readonly Window[] = [];
  return {
    kind: "hopping",
    maxSizeMs: sizeMs,
    boundaryMs,
    assign(eventTimeMs: EventTimeMs) {
      const slot = alignDown(eventTimeMs, boundaryMs);
      if (slot !== slotMs) {
        slotMs = slot;
        windows = windowsAt(eventTimeMs, sizeMs, advanceMs);
      }
      return windows;
    },
  };
}

/** In the order of their starts. */
function windowsAt(eventTimeMs: EventTimeMs, sizeMs: DurationMs, advanceMs: DurationMs): readonly Window[] {
  const windows: Window[] = [];
  let startMs = alignDown(eventTimeMs, advanceMs);
  for (; startMs + sizeMs > eventTimeMs; startMs = (startMs - advanceMs) as EventTimeMs) {
    windows.push({ startMs, endMs: (startMs + sizeMs) as EventTimeMs });
  }
  return windows.reverse();
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
