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
  readonly users?: number;
  readonly items?: number;
  readonly fraud?: number;
  readonly episodes?: string;
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

  readonly replay?: string;
  readonly speed: number;
  readonly keepTimes?: true;
}

type Option = keyof ProduceOptions;

/** Of what is generated for a stream. */
const TRAFFIC: readonly Option[] = ["rate", "duration", "chaos"];
/** Where a stream is, and how it is sent to. */
const TARGET: readonly Option[] = ["batchInterval", "stream", "endpoint", "region", "account"];
const FILE: readonly Option[] = ["events", "eventRate", "disorder", "lateShare", "start"];
const REPLAY: readonly Option[] = ["speed", "keepTimes"];
const GENERATED: readonly Option[] = [
  "seed",
  "sensors",
  "patients",
  "notes",
  "drift",
  "users",
  "items",
  "fraud",
  "episodes",
];

/** The command's options of the sources, and what producers call them. */
const SOURCE_OPTIONS = [
  ["sensors", "sensors"],
  ["patients", "patients"],
  ["notes", "noteShare"],
  ["drift", "isDrifted"],
  ["users", "users"],
  ["items", "items"],
  ["fraud", "fraudShare"],
  ["episodes", "fraudShare"],
] as const satisfies readonly (readonly [keyof ProduceOptions, keyof SourceOptions])[];

export function sourceOptions(options: ProduceOptions): SourceOptions {
  const { sensors, patients, notes, drift, users, items, fraud } = options;
  return { sensors, patients, noteShare: notes, isDrifted: drift, users, items, fraudShare: fraud };
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) {
    throw new InvalidArgumentError("expected a number above 0, e.g. 10");
  }
  return value;
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
  const isGiven = (option: Option) => program.getOptionValueSource(option) === "cli";
  const idle = idleOption(options, isGiven);
  if (idle !== undefined) throw new UserError(`Cannot use ${idle}`);
  if (options.replay !== undefined && pipeline.replay === undefined) {
    throw new UserError(`Cannot use --replay with ${name}: it is for commerce; leave it out`);
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

/** The first option that has no effect with the others, and why; undefined when each has. */
function idleOption(
  { to, replay }: ProduceOptions,
  isGiven: (option: Option) => boolean,
): string | undefined {
  const given = (options: readonly Option[]) => {
    const option = options.find(isGiven);
    return option === undefined ? undefined : flagOf(option);
  };
  if (to !== undefined) {
    const flag = given([...TRAFFIC, ...TARGET, "replay", ...REPLAY]);
    return flag && `${flag} with --to: it is for a stream; leave it out`;
  }
  const forFile = given(FILE);
  if (forFile !== undefined) {
    return `${forFile} without --to: it is for a file; add --to FILE or leave it out`;
  }
  if (replay !== undefined) {
    const flag = given([...TRAFFIC, ...GENERATED]);
    return flag && `${flag} with --replay: it is for generated events; leave it out`;
  }
  const flag = given(REPLAY);
  return flag && `${flag} without --replay: it is for a replay; add --replay FILE or leave it out`;
}

function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
