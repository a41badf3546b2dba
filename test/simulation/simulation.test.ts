/**
 * The simulation in continuous integration: seeds that are always the same, fresh ones that are printed so that a
 * failure can be run again, and the proof that one seed is one run.
 */
import { createHash, randomInt } from "node:crypto";
import { describe, expect, it } from "vitest";
import { closeWindows, processBatch, workerMemory } from "../../lib/engine/index.ts";
import { runSeed } from "./run-seed.ts";

const core = { closeWindows, processBatch, workerMemory };
const FIXED_SEEDS = 120;
const FRESH_MS = 12_000;
/** Ten times what it takes on a machine that has nothing else to do. */
const TIMEOUT_MS = 300_000;
async function history(seed: number): Promise<string> {
  const hash = createHash("sha256");
  await runSeed({ core, seed, onLine: (line) => hash.update(`${line}\n`) });
  return hash.digest("hex");
}

describe("the simulation", () => {
  it(
    `holds every promise for seeds 1 to ${FIXED_SEEDS}`,
    async () => {
      for (let seed = 1; seed <= FIXED_SEEDS; seed++) {
        expect(await runSeed({ core, seed })).toMatchObject({ seed, violations: [] });
      }
    },
    TIMEOUT_MS,
  );

  it(
    "holds for fresh seeds",
    async () => {
      const first = randomInt(2 ** 31);
      const endMs = performance.now() + FRESH_MS;
      let seed = first;
      for (; performance.now() < endMs; seed++) {
        expect(await runSeed({ core, seed })).toMatchObject({ seed, violations: [] });
      }
      process.stdout.write(`fresh seeds: ${first} to ${seed - 1}\n`);
    },
    TIMEOUT_MS,
  );

  it("gives one history for one seed", async () => {
    expect(await history(7)).toBe(await history(7));
    expect(await history(7)).not.toBe(await history(8));
  });
});
