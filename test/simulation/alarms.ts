/** What the simulated alarms do: which events set, move and cancel a key's timer, and what it does when it goes off. */

export interface Alarm {
  /** undefined when it ends. */
  readonly state: number | undefined;
  /** undefined: as it was; null: cancelled. */
  readonly timerMs?: number | null;
}

const STATES = 100_003;
const KINDS = 8;
const SHORT_MS = 700;
const LONG_MS = 9_000;
/** Longer than any window is kept. */
const VERY_LONG_MS = 45_000;

/** Some set a timer that is near, far off or over already; others leave it, cancel it or end the state. */
export function nextAlarm(before: number, value: number, time: number): Alarm {
  const state = (before * 7 + value) % STATES;
  switch (value % KINDS) {
    case 0:
    case 1:
      return { state, timerMs: time + SHORT_MS };
    case 2:
      return { state, timerMs: time + LONG_MS };
    case 3:
      return { state, timerMs: time + VERY_LONG_MS };
    case 4:
      return { state, timerMs: time - LONG_MS };
    case 5:
      return { state, timerMs: null };
    case 6:
      return { state: value % 3 === 0 ? undefined : state };
    default:
      return { state };
  }
}

/** A state that rings sets itself again, ends or waits. */
export function ringing(before: number, timerMs: number): Alarm {
  const state = (before * 11 + (Math.abs(timerMs) % 1_009)) % STATES;
  if (state % 5 === 0) return { state: undefined };
  return state % 3 === 0 ? { state, timerMs: timerMs + SHORT_MS } : { state };
}
