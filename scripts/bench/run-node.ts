/** Runs a script of ours as a process of its own and returns what it printed. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** @throws with the script's error output when it ends with another code than 0. */
export async function runNode(script: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  const { stdout } = await execute(process.execPath, [script, ...args], { signal, maxBuffer: 1 << 24 });
  return stdout;
}
