/**
 * Durations for people, in the largest unit that leaves three figures or fewer.
 * Machine output carries plain milliseconds instead.
 */
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** `0.8 ms`, `14 ms`, `3.2 s`, `2 min 05 s`, `1 h 07 min`; a dash for a value that is not there. */
export function formatDuration(durationMs: number | undefined): string {
  if (durationMs === undefined || !Number.isFinite(durationMs)) return "-";
  if (durationMs < 9.95) return `${durationMs.toFixed(1)} ms`;
  if (durationMs < SECOND_MS - 0.5) return `${Math.round(durationMs)} ms`;
  if (durationMs < MINUTE_MS - 50) return `${(durationMs / SECOND_MS).toFixed(1)} s`;
  const wholeSeconds = Math.round(durationMs / SECOND_MS);
  if (durationMs < HOUR_MS - 500)
    return `${Math.floor(wholeSeconds / 60)} min ${twoDigits(wholeSeconds % 60)} s`;
  const wholeMinutes = Math.round(durationMs / MINUTE_MS);
  return `${Math.floor(wholeMinutes / 60)} h ${twoDigits(wholeMinutes % 60)} min`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
