/** The command as a shell runs it, with the report file that it appends to. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const COMMAND = join(import.meta.dirname, "../../../scripts/replay-dlq.ts");

export interface CommandLineResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of the report file, each as the value that it is the JSON of. */
  readonly reports: readonly unknown[];
}

export async function runCommandLine(
  args: readonly string[],
  reportFile: string,
): Promise<CommandLineResult> {
  const child = spawn("node", [COMMAND, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (chunk: Buffer) => {
      texts[name] += chunk.toString();
    });
  }
  const [code] = await once(child, "close");
  const lines = (await readFile(reportFile, "utf8")).trimEnd().split("\n");
  return { code, ...texts, reports: lines.map((line) => JSON.parse(line)) };
}
