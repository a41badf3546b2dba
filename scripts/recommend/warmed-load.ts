/** A load test of a warm `recommend`: the first seconds start containers and fill caches, and are not counted. */
import { type LoadFigures, type LoadOptions, runLoad } from "./load.ts";

const WARM_UP_MS = 5_000;
const WARM_UP_SHARE = 0.5;

export async function runWarmedLoad(options: LoadOptions): Promise<LoadFigures> {
  const { onProgress: _, ...unseen } = options;
  const warmUp = { rate: Math.ceil(options.rate * WARM_UP_SHARE), durationMs: WARM_UP_MS };
  await runLoad({ ...unseen, ...warmUp });
  return runLoad(options);
}
