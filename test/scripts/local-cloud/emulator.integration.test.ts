/**
 * The emulator as a process: where it listens, and that it is gone when its starter is, in whatever way that ends.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEmulator } from "../../../scripts/local-cloud/emulator.ts";
import { installEmulator } from "../../../scripts/local-cloud/emulator-install.ts";
import { createRunDirectory, type RunDirectory } from "../../../scripts/local-cloud/run-directory.ts";

const INSTALL_MS = 180_000;
const GONE_WITHIN_MS = 10_000;
let run: RunDirectory;
let python: string;

beforeAll(async () => {
  run = await createRunDirectory();
  python = await installEmulator();
}, INSTALL_MS);

afterAll(() => run.close());

/** By its port, not by its process id: a dead process keeps that until someone reaps it. */
async function gone(endpoint: string): Promise<boolean> {
  const deadline = performance.now() + GONE_WITHIN_MS;
  while (performance.now() < deadline) {
    const response = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (response === undefined) return true;
    await response.body?.cancel();
    await delay(10);
  }
  return false;
}

/** Starts an emulator from a process of its own, which then does `afterwards`. */
async function startedElsewhere(afterwards: string): Promise<{ pid: number; endpoint: string }> {
  const options = JSON.stringify({ python, logDirectory: run.path, stateDirectory: run.statePath });
  const script = `
    import { startEmulator } from "./scripts/local-cloud/emulator.ts";
    const emulator = await startEmulator(${options});
    console.log(emulator.pid, emulator.endpoint);
    ${afterwards}
  `;
  const starter = spawn("node", ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let output = "";
  starter.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(starter, "close");
  const [pid, endpoint = ""] = output.trim().split(" ");
  return { pid: Number(pid), endpoint };
}

test("startEmulator() refuses a port that is taken, with a sentence", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const start = startEmulator({ python, logDirectory: run.path, stateDirectory: run.statePath, port });
  await expect(start).rejects.toThrow(`Cannot use port ${port}: it is in use; choose another with --port`);
  server.close();
});

test("startEmulator() says where to read on when the emulator ends before it answers", async () => {
  const start = startEmulator({
    python: "/bin/false",
    logDirectory: run.path,
    stateDirectory: run.statePath,
  });
  await expect(start).rejects.toThrow(
    /ended by itself with exit code 1; its last words are in .*emulator\.log$/,
  );
});

test("startEmulator() says so when there is no such program", async () => {
  const start = startEmulator({
    python: "/no/python",
    logDirectory: run.path,
    stateDirectory: run.statePath,
  });
  await expect(start).rejects.toThrow(/it did not start \(.*ENOENT\)/);
});

test("startEmulator() ends when its signal aborts", async () => {
  const options = { python, logDirectory: run.path, stateDirectory: run.statePath };
  await expect(startEmulator({ ...options, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});

test.each([
  ["is killed", "process.kill(process.pid, 'SIGKILL');"],
  ["exits", "process.exit();"],
  ["throws", "throw new Error();"],
])("an emulator is gone when its starter %s", async (_, afterwards) => {
  const { endpoint } = await startedElsewhere(afterwards);
  expect(endpoint).toMatch(/^http:/);
  expect(await gone(endpoint)).toBe(true);
});

test("a detached emulator goes on answering when its starter has ended", async () => {
  const { pid, endpoint } = await startedElsewhere("await emulator.detach();");
  // The guard reacts to a closed pipe within milliseconds; this many answers take it many times that.
  for (let n = 0; n < 100; n += 1) {
    const response = await fetch(`${endpoint}/_ministack/health`);
    await response.arrayBuffer();
    expect(response.status).toBe(200);
  }
  process.kill(-pid, "SIGKILL");
  expect(await gone(endpoint)).toBe(true);
});
