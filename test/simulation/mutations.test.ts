/** The simulation is worth something only if it notices: few seeds must catch every deliberate fault. */
import { describe, expect, it } from "vitest";
import { buildMutant } from "../../scripts/simulate/build-mutant.ts";
import { MUTATIONS } from "../../scripts/simulate/mutations.ts";
import { runSeed } from "./run-seed.ts";

const SEEDS_MAX = 200;
/** As many seeds take half a minute on a busy machine. */
const TIMEOUT_MS = 180_000;

describe("the simulation notices", () => {
  it.each(MUTATIONS)(
    "$name",
    async (mutation) => {
      const mutant = await buildMutant(process.cwd(), mutation);
      let caught = 0;
      for (let seed = 1; seed <= SEEDS_MAX && caught === 0; seed++) {
        if ((await runSeed({ ...mutant, seed })).violations.length > 0) caught = seed;
      }
      expect(caught).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  it("and a mutation whose text is gone fails loudly", async () => {
    const gone = { name: "gone", file: "lib/engine/errors.ts", from: "no such text", to: "" };
    await expect(buildMutant(process.cwd(), gone)).rejects.toThrow("occurs 0 times");
  });
});
