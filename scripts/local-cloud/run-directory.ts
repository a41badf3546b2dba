/**
 * One directory for everything that one run of the local cloud writes: `.local/run/<id>`, with the log on top and what
 * the run needs only while it lives in `state/`.
 * Invariant: `state/` goes when the run is closed; the logs of the last runs stay for reading, older ones are pruned.
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectPaths } from "./project-paths.ts";

const KEPT_RUNS = 5;
const OWNER_FILE = "owner.pid";

export interface RunDirectory {
  readonly path: string;
  /** Disposable: removed by `close`. */
  readonly statePath: string;
  /** Makes another process (an emulator that outlives us) the owner, so that pruning spares the directory. */
  handOver(ownerPid: number): Promise<void>;
  close(): Promise<void>;
}

/** Creates a new run directory, and prunes those of finished runs but for the last few. */
export async function createRunDirectory(
  root: string = join(projectPaths.local, "run"),
): Promise<RunDirectory> {
  await mkdir(root, { recursive: true });
  await prune(root);
  const path = join(
    root,
    `${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}-${process.pid}-${suffix()}`,
  );
  const statePath = join(path, "state");
  await mkdir(statePath, { recursive: true });
  const handOver = (ownerPid: number) => writeFile(join(path, OWNER_FILE), String(ownerPid));
  await handOver(process.pid);
  return { path, statePath, handOver, close: () => rm(statePath, { recursive: true, force: true }) };
}

let created = 0;

function suffix(): number {
  created += 1;
  return created;
}

async function prune(root: string): Promise<void> {
  const names = (await readdir(root)).sort();
  const finished: string[] = [];
  for (const name of names) {
    if (!(await hasLiveOwner(join(root, name)))) finished.push(name);
  }
  const old = finished.slice(0, Math.max(0, finished.length - KEPT_RUNS + 1));
  await Promise.all(old.map((name) => rm(join(root, name), { recursive: true, force: true })));
  // A run that was killed could not close: its state has no reader any more.
  await Promise.all(finished.map((name) => rm(join(root, name, "state"), { recursive: true, force: true })));
}

async function hasLiveOwner(path: string): Promise<boolean> {
  // A directory without its owner file may be one that another process is making at this moment.
  const text = await readFile(join(path, OWNER_FILE), "utf8").catch(() => undefined);
  if (text === undefined) return true;
  try {
    process.kill(Number(text), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
