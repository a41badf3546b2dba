/**
 * `npm run train -- PIPELINE`: makes a pipeline's model anew from labelled data and writes its file. Equal data and
 * seed give an equal file. The figures go to stderr; nothing is written to stdout.
 */
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command } from "commander";
import { wholeNumber } from "./process/options.ts";
import { formatCount } from "./terminal/format-count.ts";
import { runCommand } from "./terminal/run-command.ts";
import { createSteps } from "./terminal/steps.ts";
import { UserError } from "./terminal/user-error.ts";
import { commerceTraining } from "./train/commerce.ts";
import { medicalTraining } from "./train/medical.ts";
import type { Training } from "./train/training.ts";

const TRAININGS: ReadonlyMap<string, Training> = new Map([
  ["medical", medicalTraining],
  ["commerce", commerceTraining],
]);
const PROJECT_ROOT = resolve(import.meta.dirname, "..");
const SEED_MAX = 2 ** 31;

interface TrainOptions {
  readonly input?: string;
  readonly labels?: string;
  readonly output?: string;
  readonly seed: number;
}

const program = new Command("train")
  .description("Train a pipeline's model on labelled data")
  .argument("<pipeline>", `one of: ${[...TRAININGS.keys()].join(", ")}`)
  .option(
    "--input <file>",
    "events, JSON lines, of commerce also CSV, plain or gzipped (default: the development data, where present)",
  )
  .option(
    "--labels <file>",
    "their labels, CSV, plain or gzipped; of commerce the invoices (default: beside the input)",
  )
  .option("--output <file>", "the model's file (default: the one that the pipeline uses)")
  .option("--seed <n>", "fixes folds and samples", wholeNumber(0, SEED_MAX), 1);

await runCommand<TrainOptions>(program, async ({ args, options }) => {
  const training = trainingOf(args[0] ?? "");
  const input = options.input ?? defaultInputOf(training);
  const labels = options.labels ?? training.labelsOf(input);
  const output = options.output ?? resolve(PROJECT_ROOT, training.defaultOutput);
  const steps = createSteps();
  const { summary } = await steps.run(`train ${args[0]}`, async (step) => {
    const outcome = await training.train({ input, labels }, options.seed, (text) => step.detail(text));
    await writeFile(output, outcome.fileText);
    step.detail(`${formatCount(outcome.fileText.length)} bytes`);
    return outcome;
  });
  process.stderr.write(`${summary}\n`);
});

function trainingOf(pipeline: string): Training {
  const training = TRAININGS.get(pipeline);
  if (training !== undefined) return training;
  const known = [...TRAININGS.keys()].join(", ");
  throw new UserError(`Cannot train ${pipeline}: it has no model to train; give one of ${known}`);
}

function defaultInputOf(training: Training): string {
  const path = resolve(PROJECT_ROOT, training.defaultInput);
  if (existsSync(path)) return path;
  throw new UserError(
    `Cannot find the labelled data: ${training.defaultInput} is not there; give files with --input and --labels`,
  );
}
