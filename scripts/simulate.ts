/**
 * `npm run simulate`: the engine's protocol in a simulated world with faults, seed by seed. One seed is one run,
 * byte for byte; with --mutations the engine is broken on purpose, to show that the simulation would notice.
 */
import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { runSeed } from "../test/simulation/run-seed.ts";
import { wholeNumber } from "./process/options.ts";
import { CORE } from "./simulate/core.ts";
import { runMutations } from "./simulate/run-mutations.ts";
import { runSeeds } from "./simulate/run-seeds.ts";
import { CheckFailed } from "./terminal/check-failed.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";

interface SimulateOptions {
  readonly seeds: number;
  readonly from: number;
  readonly events: number;
  readonly threads: number;
  readonly seed?: number;
  readonly trace?: true;
  readonly mutations?: true;
}

const SEED_MAX = 2 ** 32 - 1;

const program = new Command("simulate")
  .description("Runs the engine in a deterministic world of Kinesis, Lambda and DynamoDB with faults.")
  .option("--seeds <n>", "how many seeds to run", wholeNumber(1, 10_000_000), 1_000)
  .option("--from <n>", "the first of them", wholeNumber(0, SEED_MAX), 1)
  .option("--events <n>", "events of one seed", wholeNumber(1, 100_000), 300)
  .option("--threads <n>", "how many seeds run at a time", wholeNumber(1, 256), availableParallelism())
  .option("--seed <n>", "run this seed alone and print the hash of its history", wholeNumber(0, SEED_MAX))
  .option("--trace", "with --seed: print the history")
  .option("--mutations", "break the engine in many ways, and show which seed notices");

await runCommand<SimulateOptions>(program, simulate);

async function simulate({ options, signal }: CommandCall<SimulateOptions>): Promise<void> {
  if (options.mutations) await runMutations(signal);
  else if (options.seed !== undefined) await runOne(options.seed, options);
  else await runSeeds({ ...options, first: options.from }, signal);
}

async function runOne(seed: number, { events, trace }: SimulateOptions): Promise<void> {
  const hash = createHash("sha256");
  const { violations } = await runSeed({
    core: CORE,
    seed,
    events,
    onLine(line) {
      hash.update(`${line}\n`);
      if (trace) process.stdout.write(`${line}\n`);
    },
  });
  process.stdout.write(`seed ${seed}: ${violations.length === 0 ? "no violation" : violations.join("; ")}\n`);
  process.stdout.write(`history ${hash.digest("hex")}\n`);
  if (violations.length > 0) throw new CheckFailed(`seed ${seed} breaks ${violations.length} promises`);
}
