/**
 * Where a deployment goes, decided from the options and the environment before anything is touched.
 * Invariant: stage `local` goes to the loopback and nowhere else, and every other stage to the account that was named.
 */
import { STAGES } from "../../lib/contract/index.ts";
import { endpointFromEnvironment } from "../local-cloud/endpoint.ts";
import { UserError } from "../terminal/user-error.ts";

export interface TargetOptions {
  readonly stage: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly yes?: boolean | undefined;
  /** Whether somebody is there to answer. */
  readonly isInteractive: boolean;
}

export interface AccountTarget {
  readonly kind: "account";
  readonly stage: string;
  readonly account: string;
  readonly region: string | undefined;
  /** Whether people are asked before permissions are widened. */
  readonly isApprovalNeeded: boolean;
}

export interface LocalTarget {
  readonly kind: "local";
  readonly endpoint: string;
}

const ACCOUNT = /^\d{12}$/;

/** @throws UserError when the target is missing, or is not what the stage is for. */
export function deployTarget(
  options: TargetOptions,
  environment: NodeJS.ProcessEnv = process.env,
): AccountTarget | LocalTarget {
  const { stage } = options;
  if (!STAGES.some((known) => known === stage)) {
    throw new UserError(`Cannot deploy stage '${stage}': the stages are ${STAGES.join(", ")}`);
  }
  return stage === "local" ? localTarget(options, environment) : accountTarget(options, environment);
}

function localTarget({ account }: TargetOptions, environment: NodeJS.ProcessEnv): LocalTarget {
  if (account !== undefined) {
    throw new UserError(
      "Cannot deploy stage local to an account: it is for a local cloud; use --stage dev, or leave --account out",
    );
  }
  const endpoint = endpointFromEnvironment(environment);
  if (endpoint === undefined) {
    throw new UserError(
      "Cannot deploy stage local: AWS_ENDPOINT_URL is not set; set it to a local cloud such as http://127.0.0.1:4566, or use npm start, which brings its own",
    );
  }
  return { kind: "local", endpoint };
}

function accountTarget(options: TargetOptions, environment: NodeJS.ProcessEnv): AccountTarget {
  const { stage, account, region, yes = false, isInteractive } = options;
  if (environment.AWS_ENDPOINT_URL) {
    throw new UserError(
      `Cannot deploy stage ${stage}: AWS_ENDPOINT_URL leads away from AWS; unset it, or use --stage local`,
    );
  }
  if (account === undefined) {
    throw new UserError(
      `Cannot deploy stage ${stage}: no account is named; add --account <id>, so that no other is touched by mistake`,
    );
  }
  if (!ACCOUNT.test(account)) {
    throw new UserError("Cannot deploy: --account is not an account's id; expected twelve digits");
  }
  if (!yes && !isInteractive) {
    throw new UserError(
      `Cannot deploy stage ${stage}: nobody is there to be asked; add --yes to widen permissions without asking`,
    );
  }
  return { kind: "account", stage, account, region, isApprovalNeeded: !yes };
}
