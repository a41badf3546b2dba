/**
 * Velocity: how much a user or a session does within a sliding window. A session's window is short and finds bursts, a
 * user's is long and finds a pace that nobody keeps up, also when it is spread over sessions.
 */
import {
  slidingAt,
  type SlidingEvent,
  type SlidingLog,
  slidingWindowsOf,
} from "../../../engine/aggregate/sliding.ts";
import { alignDown } from "../../../engine/time/align.ts";
import type { EventTimeMs } from "../../../engine/time/event-time.ts";
import type { Finding, SubjectKind } from "./finding.ts";
import { ACT } from "./fraud-state.ts";
import type { VelocityLimits } from "./fraud-thresholds.ts";

/**
 * Whether what the user did from the window of an event on, all sessions together, could break a limit in any window that
 * the event has changed. It mostly could not, and then no window needs to be cut out.
 */
export function mayBreak(acts: SlidingLog, eventTimeMs: number, limits: VelocityLimits): boolean {
  let events = 0;
  let purchases = 0;
  for (let i = acts.length - 1; i >= 0; i--) {
    const act = acts[i] as SlidingEvent;
    if (act[ACT.time] <= eventTimeMs - limits.windowMs) break;
    events += 1;
    purchases += act[ACT.purchase] as number;
  }
  const fewest = Math.min(limits.events, limits.items, limits.categories);
  return events >= fewest || purchases >= limits.purchases;
}

/** @param acts of the subject alone, with the event that is judged. */
export function judgeVelocity(
  acts: SlidingLog,
  subjectKind: SubjectKind,
  eventTimeMs: number,
  limits: VelocityLimits,
): Finding[] {
  return slidingWindowsOf(acts, eventTimeMs, limits.windowMs).flatMap((window) => {
    const endMs = window[window.length - 1]?.[ACT.time] ?? eventTimeMs;
    const broken = measuresOf(window, limits).filter(({ value, threshold }) => value >= threshold);
    if (broken.length === 0) return [];
    const startMs = alignDown(endMs as EventTimeMs, limits.windowMs);
    const fresh = measuresOf(slidingAt(window, endMs + 1, endMs + 1 - startMs), limits);
    return broken.map(({ rule, what, value, threshold }) => ({
      rule,
      subjectKind,
      eventTimeMs: endMs,
      windowMs: limits.windowMs,
      value,
      threshold,
      excess: value / threshold,
      text: `${value} ${what} of one ${subjectKind} in ${limits.windowMs / 1000} s, from ${threshold} on suspicious`,
      isFresh: fresh.some((measure) => measure.rule === rule && measure.value >= threshold),
    }));
  });
}

function measuresOf(window: SlidingLog, { events, purchases, items, categories }: VelocityLimits) {
  const bought = window.reduce((sum, act) => sum + (act[ACT.purchase] as number), 0);
  const ofItems = distinctOf(window, ACT.item, items);
  const ofCategories = distinctOf(window, ACT.category, categories);
  return [
    { rule: "velocity_events", what: "events", value: window.length, threshold: events },
    { rule: "velocity_purchases", what: "purchases", value: bought, threshold: purchases },
    { rule: "velocity_items", what: "different items", value: ofItems, threshold: items },
    { rule: "velocity_categories", what: "different categories", value: ofCategories, threshold: categories },
  ] as const;
}

/** 0 for a window of fewer events than the threshold, which it cannot reach: most windows. */
function distinctOf(window: SlidingLog, fact: number, threshold: number): number {
  if (window.length < threshold) return 0;
  return new Set(window.map((act) => act[fact])).size;
}
