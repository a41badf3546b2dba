/** A deployed pipeline's stack as commands find it: who asks, and the outputs by which its resources are found. */
import {
  type CloudFormationClient,
  CloudFormationServiceException,
  DescribeStacksCommand,
} from "@aws-sdk/client-cloudformation";
import { OUTPUTS } from "../../lib/contract/index.ts";
import { UserError } from "../terminal/user-error.ts";
import { callerIdentity } from "./caller-identity.ts";
import { mustBeAt, mustBeCaller } from "./named-place.ts";
import type { StageTarget } from "./stage-target.ts";

/** The caller's ARN, or `local`. @throws UserError when the credentials are of another account than the named one. */
export async function callerOf(target: StageTarget): Promise<string> {
  if (target.kind === "local") return "local";
  const caller = await callerIdentity(target.region);
  mustBeCaller(target, caller);
  return caller.arn;
}

/** @throws UserError when there is no such stack where the target says. */
export async function stackOutputs(cloudformation: CloudFormationClient, target: StageTarget, name: string) {
  const { Stacks } = await cloudformation
    .send(new DescribeStacksCommand({ StackName: name }))
    .catch((error: Error) => {
      throw new UserError(`Cannot find stack ${name}: ${reasonOf(error, target)}`, { cause: error });
    });
  const [stack] = Stacks ?? [];
  mustBeAt(target, `stack ${name}`, stack?.StackId);
  return (key: keyof typeof OUTPUTS): string => {
    const value = stack?.Outputs?.find(({ OutputKey }) => OutputKey === OUTPUTS[key])?.OutputValue;
    if (value === undefined) {
      throw new UserError(`Cannot find output ${OUTPUTS[key]} of stack ${name}: deploy it again`);
    }
    return value;
  };
}

/** Whether nobody answered, it is not there, or may not be asked for: what to do differs. */
function reasonOf(error: Error, target: StageTarget): string {
  if (error instanceof CloudFormationServiceException) {
    // What CloudFormation calls a stack that it does not have.
    return error.name === "ValidationError"
      ? "it is not there; deploy it first"
      : `${error.name}; check the credentials and their permissions`;
  }
  return target.kind === "local"
    ? `nothing answers at ${target.endpoint}; start a local cloud with npm start -- --keep, or give its --endpoint`
    : `${error.name}; check the credentials and the network`;
}
