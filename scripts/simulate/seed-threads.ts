/**
 * Runs seeds on several threads. Each thread takes the next seed as soon as it is free; the outcome does not depend on
 * which one is faster: it is the lowest seed with a violation, so all seeds below that one are run to their end.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";

export interface SeedTask {
  readonly seed: number;
  readonly events: number;
}

export interface SeedRange {
  readonly first: number;
  readonly seeds: number;
  readonly events: number;
  readonly threads: number;
}

const SEED_WORKER = new URL("./seed-worker.ts", import.meta.url);

/**
 * @param onDone told how many seeds are done.
 * @param script what a thread runs: it answers a `SeedTask` with the violations.
 * @returns the lowest seed with a violation, or undefined when there is none.
 * @throws an AbortError when the signal is aborted, or whatever a thread threw.
 */
export async function lowestFailing(
  { first, seeds, events, threads }: SeedRange,
  signal: AbortSignal,
  onDone: (done: number) => void,
  script = SEED_WORKER,
): Promise<number | undefined> {
  const end = first + seeds;
  let lowest = end;
  let next = first;
  let done = 0;

  async function runOn(worker: Worker): Promise<void> {
    while (next < lowest) {
      const seed = next;
      next += 1;
      worker.postMessage({ seed, events } satisfies SeedTask);
      const [violations] = (await once(worker, "message", { signal })) as [readonly string[]];
      done += 1;
      onDone(done);
      if (violations.length > 0) lowest = Math.min(lowest, seed);
    }
  }

  const workers = Array.from({ length: Math.min(threads, seeds) }, () => new Worker(script));
  try {
    await Promise.all(workers.map(runOn));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return lowest < end ? lowest : undefined;
}
