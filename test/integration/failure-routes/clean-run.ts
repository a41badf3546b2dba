/** What the views would hold had every event come whole: the same topology over the events as a file, without a cloud. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnyTopology } from "../../../lib/engine/index.ts";
import { MemoryStateStore } from "../../../lib/testing/memory-state-store.ts";
import { FileViews } from "../../../scripts/process/file-views.ts";
import { runFile } from "../../../scripts/process/run-file.ts";
import { SideFiles } from "../../../scripts/process/side-files.ts";

const BATCH_SIZE = 500;

export type Row = Readonly<Record<string, unknown>>;

export interface CleanRun {
  readonly windowed: readonly Row[];
  readonly latest: readonly Row[];
}

export async function cleanRun(
  topology: AnyTopology,
  shards: number,
  events: readonly string[],
): Promise<CleanRun> {
  const directory = await mkdtemp(join(tmpdir(), "clean-run-"));
  try {
    const input = join(directory, "events.jsonl");
    await writeFile(input, events.map((event) => `${event}\n`).join(""));
    const views = new FileViews(topology, directory, Object.keys(topology.operators));
    const sideFiles = new SideFiles(directory);
    const { signal } = new AbortController();
    const run = { topology, state: new MemoryStateStore(), views, files: views, sideFiles, shards, signal };
    const onProgress = () => {};
    await runFile({ ...run, input, batchSize: BATCH_SIZE, arrivalMs: null, onProgress });
    views.close();
    sideFiles.close();
    const rows = async (view: string): Promise<Row[]> =>
      (await readFile(join(directory, `${view}.jsonl`), "utf8"))
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
    return { windowed: await rows("windowed-metrics"), latest: await rows("sensor-metrics") };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
