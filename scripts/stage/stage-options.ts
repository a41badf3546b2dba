/** The options by which every command on a deployed stage names it; `stageTarget` says what goes together. */
import type { Command } from "commander";
import { accountId } from "../producer/options.ts";

export interface StageOptions {
  readonly stage: string;
  readonly account?: string;
  readonly region?: string;
  readonly endpoint?: string;
}

export function addStageOptions(program: Command): Command {
  return program
    .option("--stage <stage>", "local, dev or prod", "local")
    .option("--account <id>", "the AWS account; required for dev and prod", accountId)
    .option("--region <region>", "the AWS region; required for dev and prod")
    .option("--endpoint <url>", "the local cloud of stage local (default: AWS_ENDPOINT_URL)");
}
