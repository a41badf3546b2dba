/**
 * What the CDK app was asked for with `-c name=value`: the stage, the pipelines, and the account to be bound to.
 * Invariant: a value that means nothing is refused with a sentence that lists what exists, never taken for a default.
 */
import { STAGES, type Stage } from "../contract/index.ts";
import { SynthesisError } from "./synthesis-error.ts";

export interface AppOptions {
  readonly stage: Stage;
  readonly pipelines: readonly string[];
  /** The only account and region that the stacks may be deployed to. @default whichever the credentials are for */
  readonly env: { readonly account?: string; readonly region?: string };
  /** @default 1, and nothing else is possible */
  readonly parallelizationFactor: number;
}

/** `value` of a name is undefined where it was not given. */
export type ContextValue = (name: string) => unknown;

const DEFAULT_STAGE: Stage = "dev";

/** @throws SynthesisError naming the value that is not known, and those that are. */
export function readAppOptions(context: ContextValue, existing: readonly string[]): AppOptions {
  const account = context("account");
  const region = context("region");
  return {
    stage: readStage(context("stage") ?? DEFAULT_STAGE),
    pipelines: readPipelines(context("pipelines"), existing),
    env: {
      ...(account === undefined ? {} : { account: String(account) }),
      ...(region === undefined ? {} : { region: String(region) }),
    },
    parallelizationFactor: readWhole("parallelizationFactor", context("parallelizationFactor") ?? 1),
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

function readWhole(name: string, value: unknown): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) {
    throw new SynthesisError(`Cannot set ${name} to '${value}': expected a whole number from 1`);
  }
  return number;
}
