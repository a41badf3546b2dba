/**
 * One run of the pinned CDK command line against a local cloud.
 * Invariant: it sees the fake credentials and the given endpoint and nothing else of AWS, and it keeps its caches in the
 * run's own directory, because an account number remembered from another emulator would be wrong here.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { childEnvironment } from "./child-environment.ts";
import { loopbackEndpoint } from "./endpoint.ts";
import { projectPaths } from "./project-paths.ts";

const KEPT_LINES = 30;

export interface CdkOptions {
  readonly endpoint: string;
  /** For the caches. */
  readonly runDirectory: string;
  readonly signal?: AbortSignal | undefined;
  /** Gets every line of output, as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** The CDK ended with an error; the message ends in its last lines. */
class CdkFailed extends Error {
  constructor(verb: string, lines: readonly string[]) {
    super(`Cannot ${verb} the stacks: the CDK failed; its last lines say why:\n${lines.join("\n")}`);
    this.name = "CdkFailed";
  }
}

/** Runs `cdk <verb> <args>` in the project's root. Throws CdkFailed unless it succeeds. */
export async function runCdk(verb: string, args: readonly string[], options: CdkOptions): Promise<void> {
  options.signal?.throwIfAborted();
  const command = [verb, ...args, "--ci", "--no-notices", "--no-version-reporting", "--no-color"];
  const child = spawn(join(projectPaths.bin, "cdk"), command, {
    cwd: projectPaths.root,
    env: cdkEnvironment(options),
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C reaches us alone, and stopping it stops the app and the bundler that it runs.
    detached: true,
  });
  const kill = () => killGroup(child.pid);
  options.signal?.addEventListener("abort", kill, { once: true });
  process.once("exit", kill);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      options.onLine?.(line);
      if (lines.push(line) > KEPT_LINES) lines.shift();
    });
  }
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    options.signal?.throwIfAborted();
    if (code !== 0) throw new CdkFailed(verb, lines);
  } finally {
    options.signal?.removeEventListener("abort", kill);
    process.off("exit", kill);
  }
}

function cdkEnvironment(options: CdkOptions): NodeJS.ProcessEnv {
  const endpoint = new URL(loopbackEndpoint(options.endpoint));
  // Of an address the SDK knows that no bucket name can stand before it. `bucket.localhost` it would try to resolve.
  const s3 = new URL(endpoint);
  if (s3.hostname === "localhost") s3.hostname = "127.0.0.1";
  return childEnvironment({
    AWS_ENDPOINT_URL: endpoint.origin,
    AWS_ENDPOINT_URL_S3: s3.origin,
    CDK_HOME: join(options.runDirectory, "state", "cdk-home"),
    CDK_DISABLE_VERSION_CHECK: "1",
    CDK_DISABLE_CLI_TELEMETRY: "true",
  });
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}
