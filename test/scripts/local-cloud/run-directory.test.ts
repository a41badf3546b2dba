/**
 * What stays of a run and what goes: state with the run, old runs with the next one, running ones never.
 */
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRunDirectory } from "../../../scripts/local-cloud/run-directory.ts";

/** Above every system's highest process id. */
const NO_PROCESS = 2 ** 30;
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "tidewater-run-"));
});

afterEach(() => rm(root, { recursive: true }));

test("createRunDirectory() gives each run a place, whose state goes when it is closed and whose logs stay", async () => {
  const run = await createRunDirectory(root);
  await writeFile(join(run.path, "emulator.log"), "words");
  expect(await readdir(run.path)).toContain("state");
  await run.close();
  expect(await readdir(run.path)).toEqual(["emulator.log", "owner.pid"]);
});

test("createRunDirectory() prunes finished runs but for the last few, and clears the state of killed ones", async () => {
  const killed = [];
  for (let n = 0; n < 7; n += 1) {
    killed.push(await createRunDirectory(root));
  }
  for (const run of killed) await run.handOver(NO_PROCESS);
  const running = await createRunDirectory(root);
  const next = await createRunDirectory(root);
  const left = (await readdir(root)).map((name) => join(root, name));
  expect(left).toHaveLength(4 + 2);
  expect(left).toEqual(expect.arrayContaining([running.path, next.path, killed[6]?.path]));
  expect(await readdir(killed[6]?.path ?? "")).toEqual(["owner.pid"]);
  expect(await readdir(running.path)).toContain("state");
});
