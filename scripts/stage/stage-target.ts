/**
 * Where a command works, decided from the options and the environment before anything is touched.
 * Invariant: stage `local` is on the loopback and nowhere else, every other stage in the account and region that were
 * named.
 */
import { STAGES } from "../../lib/contract/index.ts";
import { endpointFromEnvironment, loopbackEndpoint } from "../local-cloud/endpoint.ts";
import { UserError } from "../terminal/user-error.ts";

export interface TargetOptions {
  readonly stage: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}

export interface AccountTarget {
  readonly kind: "account";
  readonly account: string;
  readonly region: string;
}

export interface LocalTarget {
  readonly kind: "local";
  readonly endpoint: string;
}

export type StageTarget = AccountTarget | LocalTarget;

/** Also `AWS_ENDPOINT_URL_SQS` and its like. */
const ENDPOINT_VARIABLE = "AWS_ENDPOINT_URL";

/** @throws UserError when the target is missing, or is not what the stage is for. */
export function stageTarget(
  options: TargetOptions,
  environment: NodeJS.ProcessEnv = process.env,
): StageTarget {
  const { stage } = options;
  if (!STAGES.some((known) => known === stage)) {
    throw new UserError(`Cannot work on stage '${stage}': the stages are ${STAGES.join(", ")}`);
  }
  return stage === "local" ? localTarget(options, environment) : accountTarget(options, environment);
}

function localTarget(
  { account, region, endpoint }: TargetOptions,
  environment: NodeJS.ProcessEnv,
): LocalTarget {
  if (account !== undefined || region !== undefined) {
    throw new UserError(
      "Cannot work on stage local in an account or region: it is for a local cloud; use --stage dev, or leave --account and --region out",
    );
  }
  const local = endpoint === undefined ? endpointFromEnvironment(environment) : loopbackEndpoint(endpoint);
  if (local === undefined) {
    throw new UserError(
      "Cannot work on stage local: no endpoint is given; add --endpoint http://127.0.0.1:<port>, as npm start --keep prints it, or set AWS_ENDPOINT_URL",
    );
  }
  return { kind: "local", endpoint: local };
}

function accountTarget(
  { stage, account, region, endpoint }: TargetOptions,
  environment: NodeJS.ProcessEnv,
): AccountTarget {
  const variable = Object.keys(environment).find(
    (name) => name.startsWith(ENDPOINT_VARIABLE) && environment[name] !== "",
  );
  if (endpoint !== undefined || variable !== undefined) {
    throw new UserError(
      `Cannot work on stage ${stage}: ${variable ?? "--endpoint"} leads away from AWS; unset it, or use --stage local`,
    );
  }
  if (account === undefined || region === undefined) {
    throw new UserError(
      `Cannot work on stage ${stage}: no ${account === undefined ? "account" : "region"} is named; add --account <id> and --region <region>, so that no other is touched by mistake`,
    );
  }
  return { kind: "account", account, region };
}
