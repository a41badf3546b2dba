/**
 * `npm run produce -- <pipeline> …`: what a pipeline's sources would send, to its stream in real time, or to a file
 * (`--to`) as fast as it can be written; or what a file holds, to its stream again (`--replay`). Statistics go to stderr;
 * with --json the final figures to stdout.
 */
import { Command, Option } from "commander";
import {
  DEFAULT_FRAUD_SHARE,
  DEFAULT_ITEMS,
  DEFAULT_USERS,
} from "../lib/pipelines/commerce/generator/index.ts";
import { DEFAULT_NOTE_SHARE, DEFAULT_PATIENTS } from "../lib/pipelines/medical/generator/index.ts";
import { DEFAULT_CHAOS_SHARE } from "../lib/pipelines/traffic/index.ts";
import { isoTime, wholeNumber } from "./process/options.ts";
import { DEFAULT_SENSORS } from "./producer/iot-producer.ts";
import { openKinesisTarget } from "./producer/kinesis-target.ts";
import {
  accountId,
  checkTogether,
  positiveNumber,
  type ProduceOptions,
  share,
  sourceOptions,
} from "./producer/options.ts";
import { PRODUCER_NAMES, type ProducerPipeline, producerPipeline } from "./producer/producer-pipelines.ts";
import { replayedEvents } from "./producer/replay/replayed-events.ts";
import type { ReplayFormat } from "./producer/replay/replay-format.ts";
import { runReplay } from "./producer/replay/run-replay.ts";
import { DEFAULT_BATCH_INTERVAL_MS, runProducer } from "./producer/run-producer.ts";
import { replayText, reportText, statisticsText } from "./producer/statistics-text.ts";
import { writeEpisodes } from "./producer/write-episodes.ts";
import { writeEvents } from "./producer/write-events.ts";
import { formatCount } from "./terminal/format-count.ts";
import { startProgressBar } from "./terminal/progress-bar.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

const RATE_MAX = 100_000;
const SOURCES_MAX = 1_000_000;
const SEED_MAX = 0xffff_ffff;
const DAY_SECONDS = 86_400;
const DAY_MS = 1000 * DAY_SECONDS;
const START = "2026-01-01T00:00:00Z";

const program = new Command("produce")
  .description("Sends a pipeline's events to its stream, or writes them to a file.")
  .argument("<pipeline>", `one of: ${PRODUCER_NAMES.join(", ")}`)
  .option(
    "--sensors <n>",
    `iot: how many sensors there are (default: ${DEFAULT_SENSORS})`,
    wholeNumber(1, SOURCES_MAX),
  )
  .option(
    "--patients <n>",
    `medical: how many patients there are (default: ${DEFAULT_PATIENTS})`,
    wholeNumber(1, SOURCES_MAX),
  )
  .option("--notes <share>", `medical: records with a free-text note (default: ${DEFAULT_NOTE_SHARE})`, share)
  .option("--drift", "medical: older patients, more medications, longer stays, more emergencies")
  .option(
    "--users <n>",
    `commerce: how many users there are at first (default: ${DEFAULT_USERS})`,
    wholeNumber(1, SOURCES_MAX),
  )
  .option(
    "--items <n>",
    `commerce: how many items there are at first (default: ${DEFAULT_ITEMS})`,
    wholeNumber(1, SOURCES_MAX),
  )
  .option("--fraud <share>", `commerce: visits that are fraud (default: ${DEFAULT_FRAUD_SHARE})`, share)
  .option("--episodes <file>", "commerce: where to write who committed which fraud when, as JSON lines")
  .option(
    "--seed <n>",
    "makes the same events again (default: 1 for a file, random for a stream)",
    wholeNumber(0, SEED_MAX),
  )
  .option("--json", "print the final figures as JSON on stdout")
  .optionsGroup("To a stream:")
  .option("--rate <n>", "records a second", wholeNumber(1, RATE_MAX), 100)
  .option("--duration <s>", "seconds (default: until Ctrl-C)", wholeNumber(1, 3650 * DAY_SECONDS))
  .option(
    "--chaos <share>",
    "late, duplicate, future and malformed records; 0 is off",
    share,
    DEFAULT_CHAOS_SHARE,
  )
  .option("--batch-interval <ms>", "time between calls", wholeNumber(1, 10_000), DEFAULT_BATCH_INTERVAL_MS)
  .option("--stream <name>", "the stream (default: the pipeline's own)")
  .option("--endpoint <url>", "a local cloud, e.g. http://127.0.0.1:4566 (default: AWS_ENDPOINT_URL)")
  .option("--region <region>", "the AWS region")
  .option("--account <id>", "the AWS account that the stream must belong to; required for AWS", accountId)
  .optionsGroup("A file to a stream:")
  .option(
    "--replay <file>",
    "commerce: sends the events of a file (.csv in the REES46 schema or .jsonl; .gz)",
  )
  .option("--speed <x>", "how many times as fast as they happened", positiveNumber, 1)
  .option("--keep-times", "leave the events' times as they are; else events happen when they are sent")
  .optionsGroup("To a file:")
  .option("--to <file>", "JSON lines instead of a stream; .gz is zipped")
  .option("--events <n>", "how many", wholeNumber(1, 10_000_000_000), 1_000_000)
  .option("--event-rate <n>", "events a second of event time", wholeNumber(1, RATE_MAX), 1000)
  .option("--disorder <ms>", "how far events are out of order", wholeNumber(0, DAY_MS), 0)
  .option("--late-share <share>", "events later than window and lateness allow", share, 0)
  .addOption(
    new Option("--start <time>", "the first event's time").argParser(isoTime).default(isoTime(START), START),
  );

await runCommand<ProduceOptions>(program, async (call) => {
  const [name = ""] = call.args;
  const pipeline = producerPipeline(name);
  checkTogether(program, name, call.options, pipeline);
  const { to, replay } = call.options;
  if (to !== undefined) await produceToFile(pipeline, to, call);
  else if (replay !== undefined && pipeline.replay !== undefined) {
    await replayToStream(pipeline.stream, pipeline.replay, replay, call);
  } else await produceToStream(name, pipeline, call);
});

async function produceToStream(
  name: string,
  pipeline: ProducerPipeline,
  { options, signal }: CommandCall<ProduceOptions>,
): Promise<void> {
  const { rate, chaos, duration, batchInterval, endpoint, region, account } = options;
  const seed = options.seed ?? Math.floor(Math.random() * SEED_MAX);
  const stream = options.stream ?? pipeline.stream;
  const target = await openKinesisTarget({ stream, endpoint, region, account });
  process.stderr.write(
    `Sending ${name} to ${stream} at ${target.place}: ${formatCount(rate)}/s of ${pipeline.sourcesText(options)}, seed ${seed}${duration === undefined ? "; Ctrl-C ends it" : ""}\n`,
  );
  const report = await runProducer({
    pipeline: name,
    sink: target.sink,
    rate,
    durationMs: duration === undefined ? undefined : 1000 * duration,
    ...sourceOptions(options),
    chaos,
    seed,
    batchIntervalMs: batchInterval,
    signal,
    onStatistics: (statistics) => process.stderr.write(statisticsText(statistics)),
  });
  target.close();
  process.stderr.write(reportText(report));
  if (options.json) process.stdout.write(`${JSON.stringify({ seed, ...report }, null, 2)}\n`);
  if (options.episodes !== undefined) await writeEpisodes(report.episodes, options.episodes);
  checkSent(stream, report);
}

async function replayToStream(
  defaultStream: string,
  format: ReplayFormat,
  path: string,
  { options, signal }: CommandCall<ProduceOptions>,
): Promise<void> {
  const { stream = defaultStream, speed, keepTimes = false, batchInterval } = options;
  const { endpoint, region, account } = options;
  const target = await openKinesisTarget({ stream, endpoint, region, account });
  process.stderr.write(`Replaying ${path} to ${stream} at ${target.place}, ${speed} times as fast\n`);
  try {
    const report = await runReplay({
      events: replayedEvents(path, format),
      format,
      sink: target.sink,
      speed,
      keepsTimes: keepTimes,
      batchIntervalMs: batchInterval,
      signal,
      onStatistics: (statistics) => process.stderr.write(statisticsText(statistics)),
    });
    process.stderr.write(replayText(report));
    if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    checkSent(stream, report);
  } finally {
    target.close();
  }
}

function checkSent(stream: string, { failure }: { readonly failure: string | null }): void {
  if (failure === null) return;
  throw new UserError(
    `Cannot go on sending to ${stream}: ${failure}; check the stream's state and capacity, then start again`,
  );
}

async function produceToFile(
  pipeline: ProducerPipeline,
  path: string,
  { options, signal }: CommandCall<ProduceOptions>,
): Promise<void> {
  const { events, seed = 1, eventRate, disorder, lateShare, start } = options;
  const bar = startProgressBar({ label: "events", total: events });
  try {
    const generated = pipeline.events({
      events,
      ...sourceOptions(options),
      seed,
      startMs: start,
      eventsPerSecond: eventRate,
      disorderMs: disorder,
      lateShare,
    });
    const written = await writeEvents(generated, { path, signal, onProgress: (so) => bar.update(so.events) });
    if (options.json) process.stdout.write(`${JSON.stringify({ seed, ...written }, null, 2)}\n`);
    if (options.episodes !== undefined) await writeEpisodes(generated.episodes?.() ?? [], options.episodes);
    const { expired } = written;
    process.stderr.write(
      `Wrote ${formatCount(written.events)} events to ${path}, ${formatCount(expired)} of them expired\n`,
    );
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UserError(`Cannot write ${path}: ${message}; choose another file with --to`, { cause: error });
  } finally {
    bar.stop();
  }
}
