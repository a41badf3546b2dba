/**
 * A role that people and programs of the account assume for a task, for an hour at most.
 * Invariant: only who is permitted `sts:AssumeRole` on it assumes it, a user with long-term keys only by a second factor.
 *
 * A session that came of another role carries no mark of a second factor, also where its sign-in asked for one. So the
 * factor is asked of users alone; for whom roles may be had is decided where people sign in.
 */
import { AccountRootPrincipal, Effect, PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import { Stack } from "aws-cdk-lib/core";
import type { Construct } from "constructs";

export interface AssumableRoleProps {
  /** The last words of its name. */
  readonly name: string;
  readonly description: string;
}

export class AssumableRole extends Role {
  constructor(scope: Construct, id: string, { name, description }: AssumableRoleProps) {
    super(scope, id, {
      roleName: `${Stack.of(scope).stackName}-${name}`,
      description,
      assumedBy: new AccountRootPrincipal(),
    });
    this.assumeRolePolicy?.addStatements(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AccountRootPrincipal()],
        actions: ["sts:AssumeRole"],
        conditions: {
          StringEquals: { "aws:PrincipalType": "User" },
          BoolIfExists: { "aws:MultiFactorAuthPresent": "false" },
        },
      }),
    );
    // By the stack's outputs commands find what they work on.
    this.allow(["cloudformation:DescribeStacks"], Stack.of(scope).stackId);
  }

  /** Permits the actions on the resources. */
  allow(actions: readonly string[], ...resourceArns: readonly string[]): void {
    this.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resourceArns] }));
  }
}
