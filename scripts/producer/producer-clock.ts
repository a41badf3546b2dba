/**
 * The producer's time: what the time is, and waiting. An argument of everything that paces or measures, so that tests
 * run on virtual time.
 */
import { setTimeout as delay } from "node:timers/promises";

export interface ProducerClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `durationMs`, or at once when the signal aborts. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: ProducerClock = {
  now: () => Date.now(),
  async sleep(durationMs, signal) {
    try {
      await delay(durationMs, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
};
