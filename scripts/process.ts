/**
 * `npm run process -- <pipeline> --input FILE --output DIR`: a topology over a file, without any cloud.
 */
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command, Option } from "commander";
import { meteredStateStore, meteredViewStore } from "../lambdas/aws/metered-stores.ts";
import { WriteMeter } from "../lambdas/aws/write-meter.ts";
import { MemoryStateStore } from "../lib/testing/memory-state-store.ts";
import { FileViews } from "./process/file-views.ts";
import { isoTime, jsonFile, type ProcessOptions, tunedTopology, wholeNumber } from "./process/options.ts";
import { runFile } from "./process/run-file.ts";
import { SideFiles } from "./process/side-files.ts";
import { addAll, type Summary, summarize } from "./process/summary.ts";
import { formatCount } from "./terminal/format-count.ts";
import { startProgressBar } from "./terminal/progress-bar.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

const SHARDS_MAX = 1000;
const BATCH_SIZE_MAX = 10_000;
/** 10,000 days: beyond, a duration says that time does not matter. */
const DURATION_MS_MAX = 864_000_000_000;

const program = new Command("process")
  .description(
    "Runs a pipeline over a file of JSON lines (.gz too) and writes its final views as JSON lines.",
  )
  .argument("<pipeline>", "the pipeline, e.g. iot")
  .requiredOption("--input <file>", "JSON lines, one event a line; .gz is unzipped")
  .requiredOption("--output <dir>", "where <view>.jsonl, late.jsonl, dead-letters.jsonl, summary.json go")
  .option("--shards <n>", "shards, by the MD5 of the partition key", wholeNumber(1, SHARDS_MAX), 1)
  .option("--batch-size <n>", "records a batch", wholeNumber(1, BATCH_SIZE_MAX), 500)
  .option("--out-of-orderness <ms>", "how far the watermark trails", wholeNumber(0, DURATION_MS_MAX))
  .option("--allowed-lateness <ms>", "how long late events are folded", wholeNumber(0, DURATION_MS_MAX))
  .addOption(
    new Option("--dedupe <which>", "what is deduplicated").choices(["id", "replays"]).default("replays"),
  )
  .option("--views <a,b>", "compute these views only")
  .option("--settings <file>", "the pipeline's settings, as a deployment has them (JSON)", jsonFile)
  .option("--now <iso>", "arrival time of all lines, for the future bound (off without it)", isoTime);

await runCommand<ProcessOptions>(program, processFile);

async function processFile({ args, options, signal }: CommandCall<ProcessOptions>): Promise<void> {
  const { topology, written } = await tunedTopology(args[0], options);
  const { size } = await stat(options.input).catch((cause) => {
    throw new UserError(`Cannot read ${options.input}: ${cause.code ?? cause.message}; give --input a file`);
  });
  await mkdir(options.output, { recursive: true }).catch((cause) => {
    throw new UserError(`Cannot write to ${options.output}: ${cause.code}; give --output a folder`);
  });
  const meter = new WriteMeter();
  const state = meteredStateStore(topology, new MemoryStateStore(), meter);
  const files = new FileViews(topology, options.output, written);
  const sideFiles = new SideFiles(options.output);
  const bar = startProgressBar({ label: topology.name, total: size });
  const startedMs = performance.now();
  try {
    const { input, shards, batchSize, now } = options;
    const arrivalMs = now ?? null;
    const onProgress = (bytes: number) => bar.update(bytes);
    const views = meteredViewStore(files, meter);
    const run = {
      topology,
      input,
      state,
      views,
      files,
      sideFiles,
      shards,
      batchSize,
      arrivalMs,
      onProgress,
      signal,
    };
    const outcome = await runFile(run);
    const totals = addAll((await state.listProgress()).map((progress) => progress.totals));
    const cpu = process.cpuUsage();
    const costs = {
      elapsedSeconds: (performance.now() - startedMs) / 1000,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
      stateWrites: meter.writes,
      stateWriteUnits: meter.writeUnits,
    };
    const summary = summarize(topology, outcome, totals, files.rows(), costs);
    await writeFile(join(options.output, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
    bar.stop();
    if (process.stderr.isTTY) process.stderr.write(`${sentence(summary)}\n`);
  } finally {
    bar.stop();
    files.close();
    sideFiles.close();
  }
}

function sentence(summary: Summary): string {
  const { sent, applied, expiredLate, deadLettered, duplicates, eventsPerSecond } = summary;
  const parts = `${formatCount(applied)} applied + ${formatCount(expiredLate)} expired + ${formatCount(deadLettered)} dead-lettered + ${formatCount(duplicates)} duplicates`;
  return `${formatCount(sent)} events = ${parts}; ${formatCount(eventsPerSecond)} events/s`;
}
