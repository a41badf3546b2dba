/** Runs an npm script of ours as its users run it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** @throws with the script's error output when it ends with another code than 0. */
export async function runScript(name: string, args: readonly string[], signal: AbortSignal): Promise<void> {
  await execute("npm", ["run", "--silent", name, "--", ...args], { signal });
}
