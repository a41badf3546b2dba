/**
 * The options of `produce`, checked: each complaint names the option, what was expected and what to do. Some are for
 * a stream only, some for a file only; one that would have no effect is refused.
 */
import { type Command, InvalidArgumentError } from "commander";
import { UserError } from "../terminal/user-error.ts";
import { type ProducerPipeline, producersTaking, type SourceOptions } from "./producer-pipelines.ts";

export interface ProduceOptions {
  readonly sensors?: number;
  readonly patients?: number;
  readonly notes?: number;
  readonly drift?: true;
  readonly seed?: number;
  readonly json?: true;

  readonly rate: number;
  readonly duration?: number;
  readonly chaos: number;
  readonly batchInterval: number;
  readonly stream?: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly account?: string;

  readonly to?: string;
  readonly events: number;
  readonly eventRate: number;
  readonly disorder: number;
  readonly lateShare: number;
  readonly start: number;
}

const STREAM_ONLY = [
  "rate",
  "duration",
  "chaos",
  "batchInterval",
  "stream",
  "endpoint",
  "region",
  "account",
] as const;
const FILE_ONLY = ["events", "eventRate", "disorder", "lateShare", "start"] as const;

/** The command's options of the sources, and what producers call them. */
const SOURCE_OPTIONS = [
  ["sensors", "sensors"],
  ["patients", "patients"],
  ["notes", "noteShare"],
  ["drift", "isDrifted"],
] as const satisfies readonly (readonly [keyof ProduceOptions, keyof SourceOptions])[];

export function sourceOptions({ sensors, patients, notes, drift }: ProduceOptions): SourceOptions {
  return { sensors, patients, noteShare: notes, isDrifted: drift };
}

export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError("expected a share from 0 to 1, e.g. 0.02");
  }
  return value;
}

export function accountId(text: string): string {
  if (!/^\d{12}$/.test(text)) throw new InvalidArgumentError("expected an AWS account id of 12 digits");
  return text;
}

/** @throws UserError for options that have no effect together, or a rate that the sources cannot reach. */
export function checkTogether(
  program: Command,
  name: string,
  options: ProduceOptions,
  pipeline: ProducerPipeline,
): void {
  const toFile = options.to !== undefined;
  const isGiven = (option: keyof ProduceOptions) => program.getOptionValueSource(option) === "cli";
  const idle = (toFile ? STREAM_ONLY : FILE_ONLY).find(isGiven);
  if (idle !== undefined) {
    throw new UserError(
      toFile
        ? `Cannot use ${flagOf(idle)} with --to: it is for a stream; leave it out`
        : `Cannot use ${flagOf(idle)} without --to: it is for a file; add --to FILE or leave it out`,
    );
  }
  const foreign = SOURCE_OPTIONS.find(([option, of]) => isGiven(option) && !pipeline.takes.includes(of));
  if (foreign !== undefined) {
    const [option, of] = foreign;
    const takers = producersTaking(of).join(", ");
    throw new UserError(`Cannot use ${flagOf(option)} with ${name}: it is for ${takers}; leave it out`);
  }
  const rate = toFile ? options.eventRate : options.rate;
  const refusal = pipeline.rateRefusal(rate, sourceOptions(options));
  if (refusal !== undefined) {
    throw new UserError(`Cannot use ${toFile ? "--event-rate" : "--rate"} ${rate}: ${refusal}`);
  }
}

function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
