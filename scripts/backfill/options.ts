/** The options of `backfill`, checked: each complaint names the option and what was expected. */
import { type Command, Option } from "commander";
import { isoTime } from "../process/options.ts";
import { accountId } from "../producer/options.ts";

export interface BackfillOptions {
  readonly pipeline: string;
  readonly stage: string;
  readonly account?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly from?: number;
  readonly to?: number;
  readonly shadow?: true;
  readonly promote?: true;
  readonly discard?: true;
  readonly report?: string;
}

export type BackfillAction = "shadow" | "promote" | "discard";

export function addBackfillOptions(program: Command): Command {
  return program
    .requiredOption("--pipeline <name>", "whose views")
    .option("--stage <stage>", "local, dev or prod", "local")
    .option("--account <id>", "the AWS account; required for dev and prod", accountId)
    .option("--region <region>", "the AWS region; required for dev and prod")
    .option("--endpoint <url>", "the local cloud of stage local (default: AWS_ENDPOINT_URL)")
    .option("--from <time>", "windows that begin at this event time or after it, ISO 8601", isoTime)
    .option("--to <time>", "windows that are retired by this event time (default: all retired)", isoTime)
    .option("--report <file>", "append what was done to this file, as one line of JSON")
    .optionsGroup("What to do:")
    .addOption(new Option("--shadow", "recompute beside the live rows and compare (the default)"))
    .addOption(new Option("--promote", "make the last shadow's rows that differ live").conflicts("shadow"))
    .addOption(new Option("--discard", "delete the last shadow").conflicts("shadow").conflicts("promote"));
}

export function actionOf({ promote, discard }: BackfillOptions): BackfillAction {
  if (promote) return "promote";
  return discard ? "discard" : "shadow";
}
