/** A load test of a warm `recommend`: the first seconds start containers and fill caches, and are not counted. */
import { type LoadFigures, type LoadOptions, runLoad } from "./load.ts";

/** Requests that are on their way at once: as many containers are started at the most. */
const CONNECTIONS = 4;

const WARM_UP_MS = 5_000;
const WARM_UP_SHARE = 0.5;

export async function runWarmedLoad(options: Omit<LoadOptions, "connections">): Promise<LoadFigures> {
  const { onProgress: _, ...unseen } = options;
  const warmUp = { rate: Math.ceil(options.rate * WARM_UP_SHARE), durationMs: WARM_UP_MS };
  await runLoad({ ...unseen, ...warmUp, connections: CONNECTIONS });
  return runLoad({ ...options, connections: CONNECTIONS });
}
