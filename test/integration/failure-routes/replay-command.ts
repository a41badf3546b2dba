/** `npm run replay-dlq` as a process of its own, which a test may kill. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { childEnvironment } from "../../../scripts/local-cloud/child-environment.ts";

const COMMAND = join(import.meta.dirname, "../../../scripts/replay-dlq.ts");
const MEND = join(import.meta.dirname, "mend.ts");

export interface ReplayEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

export interface ReplayCommand {
  readonly kill: () => void;
  readonly end: Promise<ReplayEnd>;
}

/** Mends and replays whatever the dead-letter queue holds. */
export function startReplay(endpoint: string): ReplayCommand {
  const args = ["--pipeline", "iot", "--endpoint", endpoint, "--execute", "--transform", MEND];
  const child = spawn("node", [COMMAND, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: childEnvironment(),
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const end = once(child, "close").then(([code, signal]) => ({ code, signal, stderr }));
  return { kill: () => child.kill("SIGKILL"), end };
}
