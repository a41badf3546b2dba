/** The command as a shell sees it before it has reached anything: what it refuses, exit codes, and its text. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ReplayReport, replayReport } from "../../../scripts/replay-dlq/replay-report.ts";
import { summaryText } from "../../../scripts/replay-dlq/summary-text.ts";

const COMMAND = join(import.meta.dirname, "../../../scripts/replay-dlq.ts");
const { AWS_ENDPOINT_URL: _, ...environment } = process.env;

async function replayDlq(
  ...args: string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn("node", [COMMAND, ...args], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

describe("replay-dlq", () => {
  test.each([
    [[], "error: required option '--pipeline <name>' not specified"],
    [["--pipeline", "nope"], "Cannot replay nope: the pipelines are "],
    [["--pipeline", "iot"], "Cannot work on stage local: no endpoint is given"],
    [["--pipeline", "iot", "--stage", "prod"], "Cannot work on stage prod: no account is named"],
    [["--pipeline", "iot", "--dry-run", "--execute"], "cannot be used with option '--dry-run'"],
    [["--pipeline", "iot", "--rate", "fast"], "expected records a second from 1 to 100000, such as 50/s"],
    [
      ["--pipeline", "iot", "--since", "2026-01-02", "--until", "2026-01-01"],
      "Cannot use --since and --until: no time lies between them",
    ],
  ])("%j is refused with a sentence and a 2", async (args, sentence) => {
    const { code, stdout, stderr } = await replayDlq(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(sentence);
  });

  test("does nothing when its report cannot be written", async () => {
    const endpoint = "http://127.0.0.1:9";
    const args = ["--pipeline", "iot", "--endpoint", endpoint, "--report", "/nowhere/report.jsonl"];
    const { code, stderr } = await replayDlq(...args);
    expect([code, stderr.split(":")[0]]).toEqual([2, "Cannot write /nowhere/report.jsonl"]);
  });
});

describe("summaryText()", () => {
  const rest: Omit<ReplayReport, "total" | "byReason" | "left"> = {
    mode: "execute",
    received: 5,
    records: 2,
    isExpiredDropped: false,
    isMore: true,
    failure: null,
  };

  test("has a row a reason, their sum, and what to do next", () => {
    const settled = [
      { messageId: "1", reason: "schema", outcome: "replayed" as const, error: null },
      { messageId: "2", reason: "schema", outcome: "duplicate" as const, error: null },
      { messageId: "3", reason: "RetryAttemptsExhausted", outcome: "expired" as const, error: null },
    ];
    expect(`\n${summaryText(replayReport(settled, rest))}`).toBe(`
reason                  matched  replayed  already in the run  skipped  expired  too large to replay  failed
RetryAttemptsExhausted        1         0                   0        0        1                    0       0
schema                        2         1                   1        0        0                    0       0
all                           3         1                   1        0        1                    0       0
2 records were put; 5 messages looked at
The queue may hold more: run again for the rest
Expired: the stream no longer has the records; --drop-expired deletes such messages
What could not be replayed stays in the queue
`);
  });
});
