/** Goal: whoever runs `npm start` has the dashboard's address before anything else, also when the run then fails. */
import { execFile } from "node:child_process";
import { expect, it } from "vitest";

/** Nothing listens there. */
const NOWHERE = "http://127.0.0.1:9";

it("npm start's first line of output ends with the dashboard's address", { timeout: 120_000 }, async () => {
  const { code, stdout } = await new Promise<{ code: unknown; stdout: string }>((resolve) => {
    const args = ["scripts/start.ts", "--endpoint", NOWHERE, "--pipelines", "iot"];
    execFile(process.execPath, args, (error, text) => resolve({ code: error?.code, stdout: text }));
  });
  expect(stdout.split("\n")[0]).toMatch(/http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
  expect(code).toBe(2);
});
