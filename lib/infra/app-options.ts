/**
 * What the CDK app was asked for with `-c name=value`: the stage, the pipelines, and the account to be bound to.
 * Invariant: a value that means nothing is refused with a sentence that lists what exists, never taken for a default.
 */
import { STAGES, type Stage } from "../contract/index.ts";
import { isObject } from "../pipelines/settings.ts";
import { SynthesisError } from "./synthesis-error.ts";

export interface AppOptions {
  readonly stage: Stage;
  readonly pipelines: readonly string[];
  /** The only account and region that the stacks may be deployed to. @default whichever the credentials are for */
  readonly env: { readonly account?: string; readonly region?: string };
  /** @default 1, and nothing else is possible */
  readonly parallelizationFactor: number;
  /** Of pipelines, by their names. @default none */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where people read the runbook: alarms point there. @default its path in the repository */
  readonly runbookUrl?: string;
}

/** `value` of a name is undefined where it was not given. */
export type ContextValue = (name: string) => unknown;

const DEFAULT_STAGE: Stage = "dev";

/** @throws SynthesisError naming the value that is not known, and those that are. */
export function readAppOptions(context: ContextValue, existing: readonly string[]): AppOptions {
  const account = context("account");
  const region = context("region");
  const runbookUrl = context("runbookUrl");
  return {
    stage: readStage(context("stage") ?? DEFAULT_STAGE),
    pipelines: readPipelines(context("pipelines"), existing),
    env: {
      ...(account === undefined ? {} : { account: String(account) }),
      ...(region === undefined ? {} : { region: String(region) }),
    },
    parallelizationFactor: readWhole("parallelizationFactor", context("parallelizationFactor") ?? 1),
    settings: readSettings(context("settings") ?? {}, existing),
    ...(runbookUrl === undefined ? {} : { runbookUrl: String(runbookUrl) }),
  };
}

function readStage(value: unknown): Stage {
  const stage = STAGES.find((known) => known === value);
  if (stage === undefined) {
    throw new SynthesisError(`Cannot build stage '${value}': the stages are ${STAGES.join(", ")}`);
  }
  return stage;
}

function readPipelines(value: unknown, existing: readonly string[]): readonly string[] {
  if (value === undefined) return existing;
  const names = String(value)
    .split(",")
    .map((name) => name.trim());
  const unknown = names.find((name) => !existing.includes(name));
  if (unknown !== undefined) {
    throw new SynthesisError(`Cannot build pipeline '${unknown}': the pipelines are ${existing.join(", ")}`);
  }
  return [...new Set(names)];
}

/** A text on the command line, an object in cdk.json. */
function readSettings(value: unknown, existing: readonly string[]): Readonly<Record<string, unknown>> {
  const settings = typeof value === "string" ? parsed(value) : value;
  if (!isObject(settings)) {
    throw new SynthesisError(
      "Cannot use the settings: expected a JSON object of pipelines and their settings",
    );
  }
  const unknown = Object.keys(settings).find((name) => !existing.includes(name));
  if (unknown === undefined) return settings;
  throw new SynthesisError(`Cannot set '${unknown}': the pipelines are ${existing.join(", ")}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readWhole(name: string, value: unknown): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) {
    throw new SynthesisError(`Cannot set ${name} to '${value}': expected a whole number from 1`);
  }
  return number;
}
