/** What the policies of a stack's roles permit, in lines that a test can list. */
import { resourcesOf, templateOf } from "./synthesize.ts";

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const template = templateOf("dev");

/** Of the policies whose logical id begins so. */
export function statementsOf(idPrefix: string): readonly Statement[] {
  return Object.entries(resourcesOf(template, "AWS::IAM::Policy"))
    .filter(([id]) => id.startsWith(idPrefix))
    .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
}

/** `service:Action on <logical ids or *>`, one line each; what is denied begins with `no`. */
export function permissionsOf(idPrefix: string): readonly string[] {
  const lines = statementsOf(idPrefix).flatMap(({ Effect, Action, Resource }) =>
    [Action]
      .flat()
      .filter((action) => !action.startsWith("kms:"))
      .flatMap((action) => [Resource].flat().map((on) => `${action} on ${nameOf(on)}`))
      .map((line) => (Effect === "Allow" ? line : `no ${line}`)),
  );
  return lines.sort();
}

function nameOf(resource: unknown): string {
  if (resource === "*") return "*";
  const text = JSON.stringify(resource);
  const id = /"(?:Ref|Fn::GetAtt)":\[?"([A-Za-z]+?)[0-9A-F]{8}"/.exec(text)?.[1] ?? text;
  return id + (/"(\/[^"]+)"\]\]\}$/.exec(text)?.[1] ?? "");
}
