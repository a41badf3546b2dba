/**
 * The policy of a pipeline's key, statement by statement. The account's IAM policies alone open nothing: whoever is to use
 * the key is on a list here as well.
 * Invariant: who administers the key cannot decrypt with it, nor let others do so by a grant.
 *
 * Roles are told by `aws:PrincipalArn`, not as principals: KMS refuses a principal that IAM does not know yet, and ties a
 * statement to the role that it first meant, so that a role of the same name that was created anew would be locked out.
 */
import { AccountRootPrincipal, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { DefaultStackSynthesizer, Fn, Lazy, Stack } from "aws-cdk-lib/core";
import { SynthesisError } from "../synthesis-error.ts";

/** What the services do with a key on behalf of the caller who only reads through them. */
export const READ_ACTIONS = ["kms:Decrypt", "kms:DescribeKey"];

/** What the services do with a key on behalf of the caller who reads and writes through them. */
export const USE_ACTIONS = [
  ...READ_ACTIONS,
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/** `kms:PutKeyPolicy` among them: without it nobody could ever change the policy, and KMS refuses the key. */
const ADMINISTER_ACTIONS = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListKeyRotations",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:RevokeGrant",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/** Whom the account lets administer its keys. */
export function administration(): PolicyStatement {
  return ofAccount("Administration", ADMINISTER_ACTIONS);
}

/** The roles on the list, and no others. They are listed when the template is written. */
export function useBy(sid: string, roleArns: ReadonlySet<string>, actions: readonly string[]) {
  return ofAccount(sid, actions, {
    ArnEquals: { "aws:PrincipalArn": Lazy.list({ produce: () => [...roleArns] }) },
  });
}

/**
 * CloudFormation's own role: a table is made by whoever may use its key, and DynamoDB keeps the use by a grant. Nobody but
 * CloudFormation assumes that role, and a template reads no items.
 */
export function deployment(stack: Stack): PolicyStatement {
  const { synthesizer } = stack;
  if (!(synthesizer instanceof DefaultStackSynthesizer)) {
    throw new SynthesisError(
      `Cannot build ${stack.stackName}: its key lets the CDK's bootstrapped role make tables, and its synthesizer has none; use the default one`,
    );
  }
  return ofAccount("Deployment", [...USE_ACTIONS, "kms:CreateGrant"], {
    ArnEquals: { "aws:PrincipalArn": Fn.sub(synthesizer.cloudFormationExecutionRoleArn) },
    StringEquals: { "kms:ViaService": viaService(stack, "dynamodb") },
  });
}

/** Whom the account lets put records into a stream: a data key of Kinesis' own reads nothing that is there. */
export function production(stack: Stack): PolicyStatement {
  return ofAccount("Production", ["kms:GenerateDataKey"], {
    StringEquals: { "kms:ViaService": viaService(stack, "kinesis") },
  });
}

/** CloudWatch Logs, for log groups whose names begin so. */
export function logging(stack: Stack, logGroupPrefix: string): PolicyStatement {
  const { partition, region, account } = stack;
  const logGroups = `arn:${partition}:logs:${region}:${account}:log-group:${logGroupPrefix}*`;
  return new PolicyStatement({
    sid: "Logging",
    principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: USE_ACTIONS,
    resources: ["*"],
    conditions: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": logGroups } },
  });
}

function ofAccount(sid: string, actions: readonly string[], conditions = {}): PolicyStatement {
  return new PolicyStatement({
    sid,
    principals: [new AccountRootPrincipal()],
    actions: [...actions],
    resources: ["*"],
    conditions,
  });
}

function viaService({ region }: Stack, service: string): string {
  return `${service}.${region}.amazonaws.com`;
}
