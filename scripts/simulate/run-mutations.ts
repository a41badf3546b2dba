/** Runs each mutation until a seed catches it, and prints a line for each. */
import { CheckFailed } from "../terminal/check-failed.ts";
import { runSeed } from "../../test/simulation/run-seed.ts";
import { buildMutant } from "./build-mutant.ts";
import type { Mutation } from "./mutation.ts";
import { MUTATIONS } from "./mutations.ts";

const SEEDS_MAX = 1_000;
const NAME_WIDTH = 64;

export async function runMutations(signal: AbortSignal): Promise<void> {
  const missed: string[] = [];
  for (const mutation of MUTATIONS) {
    const seed = await catchingSeed(mutation, signal);
    if (seed === undefined) missed.push(mutation.name);
    const outcome = seed === undefined ? "missed" : `caught (seed ${seed})`;
    process.stdout.write(`${mutation.name.padEnd(NAME_WIDTH)} ${outcome}\n`);
  }
  process.stdout.write(`${MUTATIONS.length - missed.length} of ${MUTATIONS.length} mutations caught\n`);
  if (missed.length > 0) throw new CheckFailed(`Missed: ${missed.join("; ")}`);
}

/** The first seed with a violation; undefined when none of 1,000 has one. */
async function catchingSeed(mutation: Mutation, signal: AbortSignal): Promise<number | undefined> {
  const mutant = await buildMutant(process.cwd(), mutation);
  for (let seed = 1; seed <= SEEDS_MAX; seed++) {
    signal.throwIfAborted();
    const { violations } = await runSeed({ ...mutant, seed });
    if (violations.length > 0) return seed;
  }
  return undefined;
}
