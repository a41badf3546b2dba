/**
 * Runs a topology over a file, with the same protocol as in the cloud: lines go to shards by their partition
 * key, shards are processed in batches, the closer runs whenever a watermark crosses a window boundary, and the
 * end of the input ends all windows.
 *
 * A shard whose first event is yet to be read has records waiting, and so holds all windows open: what becomes of a line
 * depends on its shard's lines alone, and not on where batches are cut.
 */
import {
  type AnyTopology,
  type BatchPorts,
  BEGINNING_OF_TIME,
  closeWindows,
  crossesBoundary,
  END_OF_TIME,
  type EventTimeMs,
  processBatch,
  type StateStore,
  type ViewStore,
  type WorkerMemory,
  workerMemory,
} from "../../lib/engine/index.ts";
import { inProcessPorts } from "../../lib/testing/in-process-ports.ts";
import { fileLog } from "./file-log.ts";
import type { FileViews } from "./file-views.ts";
import { LineRecord } from "./line-record.ts";
import { occupiedShards } from "./occupied-shards.ts";
import { isBlank, type Line, readLines } from "./read-lines.ts";
import { shardIdOf, shardOfLine } from "./shard-of.ts";
import type { SideFiles } from "./side-files.ts";

export interface FileRun {
  readonly topology: AnyTopology;
  /** The file's path. */
  readonly input: string;
  readonly state: StateStore;
  readonly views: ViewStore;
  /** Where retired windows' rows and, at the end, the rows of views without windows are written. */
  readonly files: FileViews;
  readonly sideFiles: SideFiles;
  readonly shards: number;
  readonly batchSize: number;
  /** The arrival time of every line, for the future bound; null turns the bound off. */
  readonly arrivalMs: number | null;
  readonly onProgress: (bytesRead: number) => void;
  readonly signal: AbortSignal;
}

export interface FileOutcome {
  readonly sent: number;
  readonly batches: number;
  readonly panes: number;
}

/** @throws the signal's reason when it is aborted. */
export async function runFile(run: FileRun): Promise<FileOutcome> {
  const file = new ShardedFile(run, await occupiedShards(run));
  const reader = readLines(run.input);
  let sent = 0;
  let lastLine = 0;
  for await (const lines of reader.blocks) {
    run.signal.throwIfAborted();
    for (const line of lines) {
      lastLine = line.number;
      if (isBlank(line)) continue;
      sent += 1;
      const full = file.add(line);
      if (full !== undefined) await file.process(full);
    }
    run.onProgress(reader.bytesRead());
  }
  await file.end(lastLine);
  return { sent, batches: file.batches, panes: file.panes };
}

class ShardedFile {
  batches = 0;
  panes = 0;
  readonly #run: FileRun;
  readonly #waiting: LineRecord[][];
  readonly #watermarksMs: number[];
  /** The shards that hold windows open: those that have an event, read or not. */
  #holding: readonly number[];
  readonly #memory: WorkerMemory;
  readonly #ports: BatchPorts<LineRecord>;

  constructor(run: FileRun, occupied: ReadonlySet<number>) {
    this.#run = run;
    this.#holding = [...occupied];
    this.#waiting = Array.from({ length: run.shards }, () => []);
    this.#watermarksMs = new Array(run.shards).fill(BEGINNING_OF_TIME);
    this.#memory = workerMemory(new Map());
    const { state, views, sideFiles: sideOutputs } = run;
    this.#ports = inProcessPorts({ state, views, sideOutputs });
  }

  /** Adds a line to its shard; the shard's number when it has a full batch. */
  add(line: Line): number | undefined {
    const shard = shardOfLine(this.#run.topology, line, this.#run.shards);
    const waiting = this.#waiting[shard] as LineRecord[];
    waiting.push(new LineRecord(line, this.#run.arrivalMs));
    return waiting.length >= this.#run.batchSize ? shard : undefined;
  }

  async process(shard: number): Promise<void> {
    const records = this.#waiting[shard] as LineRecord[];
    this.#waiting[shard] = [];
    await this.#processRecords(shard, records);
  }

  /** Processes what waits, moves every shard's watermark to the end of time and closes all windows. */
  async end(lastLine: number): Promise<void> {
    for (let shard = 0; shard < this.#run.shards; shard++) {
      if ((this.#waiting[shard] as LineRecord[]).length > 0) await this.process(shard);
    }
    const end: Line = { number: lastLine + 1, text: "", bytes: null };
    this.#holding = this.#holding.filter((shard) => this.#watermarksMs[shard] !== BEGINNING_OF_TIME);
    for (const shard of this.#holding) {
      const heartbeat = new LineRecord(end, null, { kind: "heartbeat", watermarkMs: END_OF_TIME });
      await this.#processRecords(shard, [heartbeat]);
    }
    await this.#close();
    const { state, files } = this.#run;
    const shards = await state.listProgress();
    const pages = await Promise.all(shards.map(({ shardId }) => state.keyedPages(shardId)));
    const newestMs = Math.max(...shards.map(({ maxEventTimeMs }) => maxEventTimeMs)) as EventTimeMs;
    await files.writeKeyed(pages.flat(), newestMs);
  }

  async #processRecords(shard: number, records: readonly LineRecord[]): Promise<void> {
    const { topology } = this.#run;
    const { progress } = await processBatch(topology, this.#ports, this.#memory, shardIdOf(shard), records);
    this.batches += 1;
    const before = this.#watermarkMs();
    this.#watermarksMs[shard] = progress.watermarkMs;
    if (crossesBoundary(topology, before, this.#watermarkMs())) await this.#close();
  }

  async #close(): Promise<void> {
    const { topology, state, views, files } = this.#run;
    const stream = fileLog(this.#holding);
    const report = await closeWindows(topology, { state, views, stream, now: () => 0 });
    this.panes += report.panes.length;
    if (report.retired.length > 0) files.retire(report.retired);
  }

  #watermarkMs(): number {
    return Math.min(...this.#holding.map((shard) => this.#watermarksMs[shard] as number));
  }
}
