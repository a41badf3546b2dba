/**
 * `npm run evaluate -- PIPELINE`: how good a pipeline's model is on labelled data, and whether that is what
 * is required. Exit code 0 when it holds, 1 when it does not, 2 when it could not run. With --json the
 * figures are the only output on stdout.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { commerceEvaluation } from "./evaluate/commerce.ts";
import type { Evaluation, EvaluationOutcome } from "./evaluate/evaluation.ts";
import { evaluateFraud } from "./evaluate/fraud.ts";
import { fraudFiles, generatedFraud } from "./evaluate/fraud-traffic.ts";
import { iotEvaluation } from "./evaluate/iot.ts";
import { medicalEvaluation } from "./evaluate/medical.ts";
import { jsonFile, wholeNumber } from "./process/options.ts";
import { CheckFailed } from "./terminal/check-failed.ts";
import { runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

const EVALUATIONS: ReadonlyMap<string, Evaluation> = new Map([
  ["iot", iotEvaluation],
  ["medical", medicalEvaluation],
  ["commerce", commerceEvaluation],
]);
/** One that nothing was chosen on. */
const FRAUD_SEED = 2026;
const SEED_MAX = 0xffff_ffff;
const PROJECT_ROOT = resolve(import.meta.dirname, "..");

interface EvaluateOptions {
  readonly input?: string;
  readonly labels?: string;
  readonly json?: true;
  readonly fraud?: true;
  readonly settings?: unknown;
  readonly seed: number;
  readonly events: number;
}

const program = new Command("evaluate")
  .description("Judge a pipeline's model on labelled data")
  .argument("<pipeline>", `one of: ${[...EVALUATIONS.keys()].join(", ")}`)
  .option("--input <file>", "labelled data, plain or gzipped (default: the development data, where present)")
  .option("--labels <file>", "its labels, where they stand apart (default: beside the input)")
  .option("--json", "print the figures as JSON")
  .option(
    "--fraud",
    "commerce: the fraud alerts, on generated events, or on --input with its episodes as --labels",
  )
  .option(
    "--settings <file>",
    "commerce: with these fraud thresholds, as a deployment has them (JSON)",
    jsonFile,
  )
  .option("--seed <n>", "of the generated events", wholeNumber(0, SEED_MAX), FRAUD_SEED)
  .option("--events <n>", "how many are generated", wholeNumber(1, 10_000_000), 200_000);

await runCommand<EvaluateOptions>(program, async ({ args, options }) => {
  const outcome = await outcomeOf(args[0] ?? "", options);
  process.stdout.write(`${options.json ? JSON.stringify(outcome.json, null, 2) : outcome.text}\n`);
  if (!outcome.holds) throw new CheckFailed(outcome.failure);
});

function outcomeOf(pipeline: string, options: EvaluateOptions): Promise<EvaluationOutcome> {
  const { input, labels, settings } = options;
  const evaluation = evaluationOf(pipeline);
  if (options.fraud === undefined) return evaluation.evaluate(input ?? defaultInputOf(evaluation), labels);
  if (evaluation !== commerceEvaluation) {
    throw new UserError(`Cannot evaluate fraud in ${pipeline}: it is the commerce pipeline that has it`);
  }
  if (input === undefined && labels === undefined) return evaluateFraud(generatedFraud(options), settings);
  if (input !== undefined && labels !== undefined) return evaluateFraud(fraudFiles(input, labels), settings);
  throw new UserError("Cannot evaluate fraud: give --input and --labels both, or neither");
}

function evaluationOf(pipeline: string): Evaluation {
  const evaluation = EVALUATIONS.get(pipeline);
  if (evaluation !== undefined) return evaluation;
  const known = [...EVALUATIONS.keys()].join(", ");
  throw new UserError(`Cannot evaluate ${pipeline}: no such evaluation; give one of ${known}`);
}

function defaultInputOf(evaluation: Evaluation): string {
  const path = resolve(PROJECT_ROOT, evaluation.defaultInput);
  if (existsSync(path)) return path;
  throw new UserError(
    `Cannot find the labelled data: ${evaluation.defaultInput} is not there; give a file with --input`,
  );
}
