/**
 * `npm run evaluate -- PIPELINE`: how good a pipeline's model is on labelled data, and whether that is what
 * is required. Exit code 0 when it holds, 1 when it does not, 2 when it could not run. With --json the
 * figures are the only output on stdout.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { commerceEvaluation } from "./evaluate/commerce.ts";
import type { Evaluation } from "./evaluate/evaluation.ts";
import { iotEvaluation } from "./evaluate/iot.ts";
import { medicalEvaluation } from "./evaluate/medical.ts";
import { CheckFailed } from "./terminal/check-failed.ts";
import { runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

const EVALUATIONS: ReadonlyMap<string, Evaluation> = new Map([
  ["iot", iotEvaluation],
  ["medical", medicalEvaluation],
  ["commerce", commerceEvaluation],
]);
const PROJECT_ROOT = resolve(import.meta.dirname, "..");

interface EvaluateOptions {
  readonly input?: string;
  readonly labels?: string;
  readonly json?: true;
}

const program = new Command("evaluate")
  .description("Judge a pipeline's model on labelled data")
  .argument("<pipeline>", `one of: ${[...EVALUATIONS.keys()].join(", ")}`)
  .option("--input <file>", "labelled data, plain or gzipped (default: the development data, where present)")
  .option("--labels <file>", "its labels, where they stand apart (default: beside the input)")
  .option("--json", "print the figures as JSON");

await runCommand<EvaluateOptions>(program, async ({ args, options }) => {
  const evaluation = evaluationOf(args[0] ?? "");
  const outcome = await evaluation.evaluate(options.input ?? defaultInputOf(evaluation), options.labels);
  process.stdout.write(`${options.json ? JSON.stringify(outcome.json, null, 2) : outcome.text}\n`);
  if (!outcome.holds) throw new CheckFailed(outcome.failure);
});

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
