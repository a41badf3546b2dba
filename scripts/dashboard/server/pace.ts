/** How fast time passes for the dashboard's server: as on the clock, or, when an hour is to be seen in minutes, faster. */
export interface Pace {
  /** Processing time, ms since 1970. */
  readonly now: () => number;
  /** Between two reads of one thing. */
  readonly lookIntervalMs: number;
  /** How long a stream lasts where tabs take turns. */
  readonly turnMs: number;
  /** After which a tab whose stream has ended asks again. */
  readonly retryMs: number;
}

export const CLOCK_PACE: Pace = { now: Date.now, lookIntervalMs: 1_000, turnMs: 1_500, retryMs: 1_000 };

/** The same, so many times as fast, in whole milliseconds. */
export function fasterPace(times: number, now: () => number): Pace {
  const shortened = (durationMs: number) => Math.max(1, Math.round(durationMs / times));
  return {
    now,
    lookIntervalMs: shortened(CLOCK_PACE.lookIntervalMs),
    turnMs: shortened(CLOCK_PACE.turnMs),
    retryMs: shortened(CLOCK_PACE.retryMs),
  };
}
