/**
 * The environment for the processes we start: the user's own, without anything that could lead them to a real account
 * (profiles, keys, endpoints), past the loopback (proxies) or to another Node (NODE_OPTIONS, PATH).
 * Invariant: `node` in it is the project's pinned one, which is also the one that runs the Lambda functions.
 */
import { delimiter } from "node:path";
import { LOCAL_CREDENTIALS, LOCAL_REGION } from "./credentials.ts";
import { projectPaths } from "./project-paths.ts";

const LEFT_OUT = /^(AWS_|CDK_|NODE_OPTIONS$|(https?|all|no)_proxy$)/i;

/** A copy of `environment` that is safe to hand to a child, with `additions` on top. */
export function childEnvironment(
  additions: Readonly<Record<string, string>> = {},
  environment: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !LEFT_OUT.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: [projectPaths.bin, environment.PATH ?? ""].join(delimiter),
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    ...additions,
  };
}
