/** A thread of the simulation: runs each seed that it is sent and answers with the violations. */
import { parentPort } from "node:worker_threads";
import { runSeed } from "../../test/simulation/run-seed.ts";
import { CORE } from "./core.ts";
import type { SeedTask } from "./seed-threads.ts";

parentPort?.on("message", async ({ seed, events }: SeedTask) => {
  const { violations } = await runSeed({ core: CORE, seed, events });
  parentPort?.postMessage(violations);
});
