/** The `process` command against cases whose answers an independent oracle computed, where they are at hand. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const CHECK = "../shared/conformance/check.py";
const CASES = "../shared/conformance/cases";
const pipelines = existsSync(CASES) ? new Set(readdirSync(CASES).map((name) => name.split("-")[0])) : [];

describe.skipIf(!existsSync(CHECK))("process", () => {
  for (const pipeline of pipelines) {
    it(`agrees with the oracle on every case of ${pipeline}`, { timeout: 300_000 }, async () => {
      const { stdout } = await promisify(execFile)("python3", [CHECK, "--only", `${pipeline}-`]);
      expect(stdout).toMatch(/\n[1-9]\d* passed, 0 failed\n$/);
    });
  }
});
