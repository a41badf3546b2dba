/**
 * A deployment to AWS, by the pinned CDK command line with the user's own credentials.
 * Invariant: the stacks are bound to the named account, so the CDK refuses credentials of any other.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { projectPaths } from "../local-cloud/project-paths.ts";
import { CheckFailed } from "../terminal/check-failed.ts";
import type { AccountTarget } from "./deploy-target.ts";

/** @throws CheckFailed when the CDK does not succeed; it has said why. */
export async function deployToAccount(
  target: AccountTarget,
  pipelines: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const child = spawn(join(projectPaths.bin, "cdk"), cdkArguments(target, pipelines), {
    cwd: projectPaths.root,
    // Ctrl-C reaches the CDK from the terminal itself; it cancels what it has begun and ends.
    stdio: "inherit",
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  signal.throwIfAborted();
  if (code !== 0) throw new CheckFailed(`Cannot deploy stage ${target.stage}: the CDK failed, see above`);
}

export function cdkArguments(target: AccountTarget, pipelines: readonly string[]): readonly string[] {
  const { stage, account, region, isApprovalNeeded } = target;
  const context = { stage, pipelines: pipelines.join(","), account, ...(region && { region }) };
  return [
    "deploy",
    "--all",
    ...Object.entries(context).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    "--require-approval",
    isApprovalNeeded ? "broadening" : "never",
    "--no-notices",
  ];
}
