/**
 * Holds what was found to the place that was named: nothing of another account or region is touched, whatever the
 * credentials would allow.
 */
import { UserError } from "../terminal/user-error.ts";
import type { CallerIdentity } from "./caller-identity.ts";
import type { AccountTarget, StageTarget } from "./stage-target.ts";

/** @throws UserError when the credentials are another account's. */
export function mustBeCaller({ account }: AccountTarget, caller: CallerIdentity): void {
  if (caller.account === account) return;
  throw new UserError(
    `Cannot work in account ${account}: the credentials are of account ${caller.account}; name that one with --account, or use other credentials`,
  );
}

/**
 * @param arn `arn:<partition>:<service>:<region>:<account>:…`; a local cloud's says nothing.
 * @throws UserError when the resource is elsewhere, or does not say where it is.
 */
export function mustBeAt(target: StageTarget, what: string, arn: string | undefined): void {
  if (target.kind === "local") return;
  const [, , , region, account] = arn?.split(":") ?? [];
  if (region === target.region && account === target.account) return;
  throw new UserError(
    `Cannot work in ${target.account}/${target.region}: ${what} is in ${account}/${region}; name the right place with --account and --region`,
  );
}
