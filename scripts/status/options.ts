/** The options of `status`. */
import type { Command } from "commander";
import { wholeNumber } from "../process/options.ts";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";

export interface StatusOptions extends StageOptions {
  /** All that the stage has, unless it is given. */
  readonly pipeline?: string;
  readonly minutes: number;
  readonly watch?: true;
  readonly json?: true;
}

const DEFAULT_MINUTES = 15;
/** CloudWatch keeps values by the minute for 15 days; a day is more than a status needs. */
const MINUTES_MAX = 1_440;

export function addStatusOptions(program: Command): Command {
  return addStageOptions(program)
    .option("--pipeline <name>", "whose health (default: all that are deployed)")
    .option("--minutes <n>", "how far to look back", wholeNumber(1, MINUTES_MAX), DEFAULT_MINUTES)
    .option("--watch", "look again every five seconds, until Ctrl-C")
    .option("--json", "one line of JSON for each look");
}
