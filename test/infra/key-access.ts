/**
 * Who may do what with a key, as KMS decides it: a request of a principal of the account needs the key's policy to allow the
 * account such a request, and a policy of its own; a service needs the key's policy alone.
 */
import type { Template } from "aws-cdk-lib/assertions";
import { oneResource, resourcesOf } from "./synthesize.ts";

export const ACCOUNT = "123456789012";
const PSEUDO: Readonly<Record<string, string>> = {
  "AWS::Partition": "aws",
  "AWS::AccountId": ACCOUNT,
  "AWS::Region": "eu-west-1",
};
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;

export interface KeyRequest {
  readonly action: string;
  /** Principals by their ARN, services by their name. */
  readonly caller: { readonly arn: string } | { readonly service: string };
  /** What a request says of itself besides, by condition key. */
  readonly context?: Readonly<Record<string, string>>;
}

interface KeyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow";
  readonly Principal: { readonly AWS?: string; readonly Service?: string };
  readonly Action: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A role's ARN is made of its logical id. */
export function roleArn(logicalId: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${logicalId}`;
}

/** The key's statements, with everything filled in that CloudFormation would. */
export function keyStatements(template: Template): readonly KeyStatement[] {
  const { KeyPolicy } = oneResource(template, "AWS::KMS::Key").Properties;
  return (filled(KeyPolicy) as { Statement: KeyStatement[] }).Statement;
}

/** Whether the key's policy leaves such a request to the caller's own policies, or allows it to a service. */
export function keyAllows(template: Template, request: KeyRequest): boolean {
  return keyStatements(template).some((statement) => allows(statement, request));
}

/** Logical ids of the roles whose own policies permit the action on the key. */
export function rolesWith(template: Template, action: string): readonly string[] {
  const policies = Object.values(resourcesOf(template, "AWS::IAM::Policy")).map(
    ({ Properties }) => Properties,
  );
  const permitting = policies.filter(({ PolicyDocument }) => {
    const { Statement } = PolicyDocument as { Statement: { Action: string | string[] }[] };
    return Statement.some(({ Action }) => [Action].flat().includes(action));
  });
  return permitting.flatMap(({ Roles }) => (Roles as { Ref: string }[]).map(({ Ref }) => Ref)).sort();
}

function allows({ Principal, Action, Condition = {} }: KeyStatement, request: KeyRequest): boolean {
  const { action, caller, context = {} } = request;
  const isMeant =
    "arn" in caller
      ? Principal.AWS === ROOT && caller.arn.split(":")[4] === ACCOUNT
      : Principal.Service === caller.service;
  const facts = "arn" in caller ? { ...context, "aws:PrincipalArn": caller.arn } : context;
  return (
    isMeant &&
    [Action].flat().some((one) => matches(one, action)) &&
    Object.entries(Condition).every(([operator, wanted]) =>
      Object.entries(wanted).every(([name, values]) => holds(operator, facts[name], [values].flat())),
    )
  );
}

/** What is not known of a request fulfils no condition. */
function holds(operator: string, fact: string | undefined, values: readonly string[]): boolean {
  if (fact === undefined) return false;
  if (operator === "StringEquals") return values.includes(fact);
  if (operator === "ArnEquals" || operator === "ArnLike") return values.some((value) => matches(value, fact));
  throw new Error(`Cannot evaluate a condition: the operator ${operator} is not known here`);
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}

function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== "object" || value === null) return value;
  const [[name, argument] = ["", undefined]] = Object.entries(value);
  if (name === "Ref") return PSEUDO[String(argument)] ?? String(argument);
  if (name === "Fn::Sub") return String(argument).replaceAll(/\$\{([^}]+)\}/g, (_, id) => PSEUDO[id] ?? id);
  if (name === "Fn::GetAtt") return roleArn((argument as string[])[0] ?? "");
  if (name === "Fn::Join") return (filled((argument as unknown[])[1]) as string[]).join("");
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]));
}
