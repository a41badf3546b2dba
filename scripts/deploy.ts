/**
 * `npm run deploy`: brings the pipelines' stacks up to date, in an AWS account or on a local cloud.
 * Invariant: an account is touched only when it was named, and a local cloud only on the loopback.
 */
import { Command } from "commander";
import { pipelines } from "../lib/pipelines/index.ts";
import { deployTarget } from "./deploy/deploy-target.ts";
import { deployToAccount } from "./deploy/deploy-to-account.ts";
import { deployStacks } from "./local-cloud/deploy.ts";
import { createRunDirectory } from "./local-cloud/run-directory.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

interface DeployCommandOptions {
  readonly stage: string;
  readonly pipelines: string;
  readonly account?: string;
  readonly region?: string;
  readonly yes?: boolean;
}

const names = Object.keys(pipelines).join(",");

const program = new Command("deploy")
  .description("Deploys the pipelines' stacks to an AWS account, or to a local cloud at AWS_ENDPOINT_URL.")
  .option("--stage <stage>", "local, dev or prod", "dev")
  .option("--pipelines <a,b>", "the pipelines to deploy", names)
  .option("--account <id>", "the AWS account; nothing is deployed to any other")
  .option("--region <region>", "the AWS region (default: the credentials')")
  .option("--yes", "do not ask before permissions are widened")
  .addHelpText(
    "after",
    "\nExit code: 0 deployed, 1 the deployment failed, 2 refused before anything was touched.",
  );

await runCommand<DeployCommandOptions>(program, deploy);

async function deploy({ options, signal }: CommandCall<DeployCommandOptions>): Promise<void> {
  const wanted = options.pipelines.split(",").map((name) => name.trim());
  const unknown = wanted.filter((name) => pipelines[name] === undefined);
  if (unknown.length > 0) {
    throw new UserError(`Cannot deploy ${unknown.join(", ")}: the pipelines are ${names}`);
  }
  const target = deployTarget({ ...options, isInteractive: process.stdin.isTTY });
  if (target.kind === "account") await deployToAccount(target, wanted, signal);
  else await deployLocally(target.endpoint, wanted, signal);
}

async function deployLocally(
  endpoint: string,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const run = await createRunDirectory();
  try {
    const onLine = (line: string) => process.stderr.write(`${line}\n`);
    const shared = { endpoint, runDirectory: run.path, signal, onLine };
    await deployStacks({ ...shared, stage: "local", pipelines: wanted });
  } finally {
    await run.close();
  }
}
