/** The command as a shell sees it before it has reached anything: what it refuses, and its help. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const COMMAND = join(import.meta.dirname, "../../../scripts/status.ts");
const { AWS_ENDPOINT_URL: _, ...env } = process.env;

function status(...args: string[]) {
  return spawnSync("node", [COMMAND, ...args], { env, encoding: "utf8" });
}

describe("status", () => {
  test.each([
    [[], "Cannot work on stage local: no endpoint is given"],
    [["--pipeline", "nope"], "Cannot look at nope: the pipelines are "],
    [["--stage", "dev", "--account", "123456789012"], "Cannot work on stage dev: no region is named"],
  ])("%j is refused with a sentence and a 2", (args, sentence) => {
    const { status: code, stdout, stderr } = status(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(sentence);
  });

  test("says in its help what its exit code means", () => {
    expect(status("--help").stdout).toContain(
      "Exit code: 0 no critical alarm is on, 1 one is (with --watch: at the last look), 2 could not look.",
    );
  });
});
