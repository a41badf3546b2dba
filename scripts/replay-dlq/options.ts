/** The options of `replay-dlq`, checked: each complaint names the option and what was expected. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { isoTime, wholeNumber } from "../process/options.ts";
import { addStageOptions, type StageOptions } from "../stage/stage-options.ts";
import { UserError } from "../terminal/user-error.ts";

export interface ReplayOptions extends StageOptions {
  readonly pipeline: string;
  readonly dryRun?: true;
  readonly execute?: true;
  readonly reason?: string;
  readonly operator?: string;
  readonly key?: string;
  readonly since?: number;
  readonly until?: number;
  readonly max: number;
  readonly rate: number;
  readonly transform?: string;
  readonly dropExpired?: true;
  readonly report?: string;
}

/** As many as one run receives. */
const MESSAGES_MAX = 100_000;
const DEFAULT_MESSAGES_MAX = 10_000;
const RATE_MAX = 100_000;
/** A tenth of what one shard takes: the live records have the rest. */
const DEFAULT_RATE = 100;

export function addReplayOptions(program: Command): Command {
  return addStageOptions(program.requiredOption("--pipeline <name>", "whose dead-letter queue"))
    .option("--dry-run", "show what would be done (the default)")
    .addOption(new Option("--execute", "do it: put replays, delete their messages").conflicts("dryRun"))
    .option("--max <n>", "matching messages at most", wholeNumber(1, MESSAGES_MAX), DEFAULT_MESSAGES_MAX)
    .option("--rate <n/s>", "records a second", ratePerSecond, DEFAULT_RATE)
    .option("--transform <module>", "an ES module whose default function edits each record")
    .option("--drop-expired", "delete messages whose records the stream no longer has")
    .option("--report <file>", "append what was done to this file, as one line of JSON")
    .optionsGroup("Which messages (default: all):")
    .option("--reason <code>", "the reason, as a dry run shows it")
    .option("--operator <name>", "the operator that refused the record")
    .option("--key <key>", "the record's partition key")
    .option("--since <time>", "arrived at this time or after it, ISO 8601", isoTime)
    .option("--until <time>", "arrived before this time, ISO 8601", isoTime);
}

/** `50` or `50/s`. */
function ratePerSecond(text: string): number {
  const digits = /^(\d+)(?:\/s)?$/.exec(text)?.[1] ?? "";
  const rate = Number(digits);
  if (digits === "" || rate < 1 || rate > RATE_MAX) {
    throw new InvalidArgumentError(`expected records a second from 1 to ${RATE_MAX}, such as 50/s`);
  }
  return rate;
}

/** @throws UserError for options that contradict each other. */
export function checkTogether({ since, until }: ReplayOptions): void {
  if (since !== undefined && until !== undefined && since >= until) {
    throw new UserError(
      "Cannot use --since and --until: no time lies between them; give --until a later one",
    );
  }
}
