/**
 * Exponential backoff with full jitter: before attempt n + 1 the wait is uniform in `[0, min(cap, base * 2^(n-1)))`.
 * Producers that failed together so come back apart.
 */
const BASE_MS = 100;
const CAP_MS = 5000;

/** How often a record is sent before the run gives up; the waits in between add up to 11.3 s at the most. */
export const ATTEMPTS_MAX = 8;

/** @param attempts how often the record was sent, 1 or more. */
export function backoffMs(attempts: number, random: () => number): number {
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempts - 1));
}
