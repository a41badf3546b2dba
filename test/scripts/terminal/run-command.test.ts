/**
 * What the shell and the person see of a command: exit code, stdout, stderr, and how Ctrl-C ends it.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";

const COMMAND = join(import.meta.dirname, "fixtures/command.ts");

interface Running {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function start(...args: string[]): Running {
  const child = spawn("node", [COMMAND, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, ended };
}

async function startWaiting(how: string): Promise<Running> {
  const running = start(how);
  await once(running.child.stdout, "data");
  return running;
}

test("runCommand() ends with 0 although a server is still open", async () => {
  expect(await start("well", "--rate", "7").ended).toEqual({ code: 0, stdout: "rate 7\n", stderr: "" });
});

test("runCommand() writes all output to a pipe before it ends", async () => {
  const { code, stdout } = await start("loudly").ended;
  expect([code, stdout.length]).toEqual([0, 3_000_000]);
});

test.each([
  ["refused", 2, "Cannot start the thing: its port is taken; choose another\n"],
  ["failed", 1, "1 event was lost\n"],
])("runCommand() prints the sentence alone when the action was %s", async (how, code, stderr) => {
  expect(await start(how).ended).toEqual({ code, stdout: "", stderr });
});

test("runCommand() prints the stack of what nobody expected, and ends with 2", async () => {
  const { code, stderr } = await start("broken").ended;
  expect(code).toBe(2);
  expect(stderr).toMatch(/RangeError: a bug\n.* at .*command\.ts/);
});

test.each([
  [["well", "--rat", "7"], /unknown option '--rat'/],
  [[], /missing required argument 'how'/],
])("runCommand() ends with 2 for the arguments %j", async (args, complaint) => {
  const { code, stderr } = await start(...args).ended;
  expect(code).toBe(2);
  expect(stderr).toMatch(complaint);
});

test("runCommand() ends with 0 after --help, on stdout", async () => {
  const { code, stdout } = await start("--help").ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/--rate <n> +events per second/);
});

test("an action that ends as it was asked to ends with 0", async () => {
  const { child, ended } = await startWaiting("politely");
  child.kill("SIGINT");
  expect(await ended).toEqual({ code: 0, stdout: "waiting\nlast figures\n", stderr: "" });
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("an action that passes on the reason of %s ends with %d, in silence", async (signal, code) => {
  const { child, ended } = await startWaiting("abandoned");
  child.kill(signal);
  expect(await ended).toEqual({ code, stdout: "waiting\n", stderr: "" });
});

test("a repeat within the keystroke is not a second Ctrl-C, a later one ends the process at once", async () => {
  const { child, ended } = await startWaiting("stubbornly");
  child.kill("SIGINT");
  child.kill("SIGINT");
  // Signals until one counts as a second keystroke; the first of these may still be taken for a repeat.
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  const startedAtMs = performance.now();
  while (!isOver && performance.now() - startedAtMs < 10_000) {
    child.kill("SIGINT");
    await delay(50);
  }
  expect((await ended).code).toBe(130);
  expect(performance.now() - startedAtMs).toBeGreaterThan(400);
});

test("a reader that has seen enough ends the command without a stack", async () => {
  const { child, ended } = start("loudly");
  child.stdout.destroy();
  const { stderr } = await ended;
  expect(stderr).toBe("");
});
