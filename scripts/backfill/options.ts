/** The options of `backfill`, checked: each complaint names the option and what was expected. */
import { type Command, Option } from "commander";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { isoTime } from "../process/options.ts";

export interface BackfillOptions extends StageOptions {
  readonly pipeline: string;
  readonly from?: number;
  readonly to?: number;
  readonly shadow?: true;
  readonly promote?: true;
  readonly discard?: true;
  readonly report?: string;
}

export type BackfillAction = "shadow" | "promote" | "discard";

export function addBackfillOptions(program: Command): Command {
  return addStageOptions(program.requiredOption("--pipeline <name>", "whose views"))
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
