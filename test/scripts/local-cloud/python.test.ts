/**
 * Which Python is taken for the emulator, with stub interpreters on the PATH that answer as real ones would.
 */
import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installEmulator } from "../../../scripts/local-cloud/emulator-install.ts";
import { findPython } from "../../../scripts/local-cloud/python.ts";
import { UserError } from "../../../scripts/terminal/user-error.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidewater-python-"));
});

afterEach(() => rm(directory, { recursive: true }));

async function stub(name: string, script: string): Promise<void> {
  await writeFile(join(directory, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(directory, name), 0o755);
}

test("findPython() takes the first that is new enough and can make environments", async () => {
  await stub("python3", "echo 3 9 able /old/python");
  await stub("python", "echo 'pyenv: python: command not found' >&2; exit 127");
  await stub("python3.13", "echo 3 13 unable /bare/python");
  await stub("python3.10", "echo 3 10 able '/with space/python'");
  expect(await findPython({ PATH: directory })).toBe("/with space/python");
});

test("findPython() names what it found and what to do when none will do", async () => {
  await stub("python3", "echo 3 9 able /old/python");
  await stub("python3.12", "echo 3 12 unable /bare/python");
  const message = await findPython({ PATH: directory }).catch((error: Error) => error.message);
  expect(message).toMatch(
    /python3 is 3\.9, python3\.12 3\.12 has no venv module .*apt install python3-venv.*; install/,
  );
});

test("findPython() says that there is none", async () => {
  await expect(findPython({ PATH: directory })).rejects.toThrow(/no Python was found; install one/);
  await expect(findPython({ PATH: directory })).rejects.toBeInstanceOf(UserError);
});

test("installEmulator() fails with a sentence when the packages cannot be fetched, and leaves no environment", async () => {
  await stub(
    "python3",
    `[ "$1" = -c ] && { echo 3 12 able "$0"; exit; }; echo 'no route to host' >&2; exit 1`,
  );
  const install = installEmulator({ root: directory, environment: { PATH: directory } });
  await expect(install).rejects.toThrow(/^Cannot install the emulator: .*check the network.*install\.log$/);
  await expect(install).rejects.toBeInstanceOf(UserError);
});

test("installEmulator() waits for an aborted install to end before it cleans up", async () => {
  await stub(
    "python3",
    `[ "$1" = -c ] && { echo 3 12 able "$0"; exit; }; trap 'exit 0' TERM; while :; do sleep 0.01; done`,
  );
  const signal = AbortSignal.timeout(300);
  const install = installEmulator({
    root: directory,
    environment: { PATH: `${directory}:/usr/bin:/bin` },
    signal,
  });
  await expect(install).rejects.toThrow(/abort/i);
  expect(await readdir(directory)).toEqual(["python3"]);
});
