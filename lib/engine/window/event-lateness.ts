/** How an event stands against all windows that it belongs to: expired when none takes it, late when one has fired. */
import type { DurationMs } from "../time/duration.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { WindowAssigner } from "./assigner.ts";
import { type Lateness, latenessOf } from "./window.ts";

export function latenessOfEvent(
  windowing: { readonly assigner: WindowAssigner; readonly allowedLatenessMs: DurationMs },
  eventTimeMs: EventTimeMs,
  watermarkMs: EventTimeMs,
): Lateness {
  const { assigner, allowedLatenessMs } = windowing;
  const all = assigner
    .assign(eventTimeMs)
    .map((window) => latenessOf(window, allowedLatenessMs, watermarkMs));
  if (all.every((lateness) => lateness === "expired")) return "expired";
  return all.includes("late") ? "late" : "on_time";
}
