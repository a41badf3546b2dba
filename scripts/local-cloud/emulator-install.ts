/**
 * Installs the emulator, once, into a private Python environment: `.local/emulator/<hash of the requirements>`.
 * It is built beside its place and renamed into it, so several starters may do this at once and the first one wins.
 * Invariant: an environment at its final name is complete; nothing outside `.local/` changes.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../terminal/user-error.ts";
import { projectPaths } from "./project-paths.ts";
import { findPython } from "./python.ts";

export interface InstallOptions {
  readonly root?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/** The environment's Python, installing the environment first where it is missing. */
export async function installEmulator(options: InstallOptions = {}): Promise<string> {
  const { root = join(projectPaths.local, "emulator"), environment = process.env, signal } = options;
  const requirements = await readFile(projectPaths.emulatorRequirements);
  const place = join(root, createHash("sha256").update(requirements).digest("hex").slice(0, 16));
  const python = join(place, "bin", "python");
  // The link is broken when the Python that it was made from is gone: then it is made anew.
  if (existsSync(python)) return python;

  await mkdir(root, { recursive: true });
  const building = await mkdtemp(`${place}.`);
  const logFile = join(root, "install.log");
  try {
    await build(building, { environment, logFile, signal });
    await putInPlace(building, place, python);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return python;
}

interface BuildContext {
  readonly environment: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly signal: AbortSignal | undefined;
}

async function build(directory: string, context: BuildContext): Promise<void> {
  const basePython = await findPython(context.environment);
  await mustRun(basePython, ["-m", "venv", directory], context);
  const pip = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--retries", "2"];
  await mustRun(join(directory, "bin", "python"), [...pip, "-r", projectPaths.emulatorRequirements], context);
}

async function putInPlace(building: string, place: string, python: string): Promise<void> {
  if (!existsSync(python)) await rm(place, { recursive: true, force: true });
  try {
    await rename(building, place);
  } catch (error) {
    // Another starter was faster. Its environment is made from the same requirements.
    if (!existsSync(python)) throw error;
  }
}

/** pip needs the user's proxy and certificates, so it gets the user's environment and not a child's. */
async function mustRun(command: string, args: readonly string[], context: BuildContext): Promise<void> {
  const { environment, logFile, signal } = context;
  const child = spawn(command, args, {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    ...(signal && { signal }),
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  // Until it is closed, also when it is being aborted: what it writes must not come after the clean-up.
  const code = await new Promise<number | null>((resolve, reject) => {
    let failure: Error | undefined;
    child.once("error", (error) => {
      failure = error;
    });
    child.once("close", (exitCode) => (failure === undefined ? resolve(exitCode) : reject(failure)));
  });
  await appendFile(logFile, `$ ${command} ${args.join(" ")}\n${output}\n`);
  if (code === 0) return;
  throw new UserError(
    `Cannot install the emulator: pip could not fetch or build its packages; check the network (once installed it is not needed again) and read ${logFile}`,
  );
}
