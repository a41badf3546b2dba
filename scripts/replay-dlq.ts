/**
 * `npm run replay-dlq -- --pipeline P …`: puts what a pipeline's dead-letter queue holds back on its stream, in order,
 * and deletes each message once its replay is durable. A dry run unless told otherwise.
 */
import { appendFile } from "node:fs/promises";
import { Command } from "commander";
import { pipelines } from "../lib/pipelines/index.ts";
import { auditLine } from "./replay-dlq/audit-line.ts";
import { VISIBILITY_MS } from "./replay-dlq/held-messages.ts";
import { openPlace, type ReplayPlace } from "./replay-dlq/open-place.ts";
import { addReplayOptions, checkTogether, type ReplayOptions } from "./replay-dlq/options.ts";
import { type ReplayReport, unreplayed } from "./replay-dlq/replay-report.ts";
import { stageTarget } from "./stage/stage-target.ts";
import { runReplay } from "./replay-dlq/run-replay.ts";
import { summaryText } from "./replay-dlq/summary-text.ts";
import { type LoadedTransform, loadTransform } from "./replay-dlq/transform.ts";
import { CheckFailed } from "./terminal/check-failed.ts";
import { formatCount } from "./terminal/format-count.ts";
import { type ProgressBar, startProgressBar } from "./terminal/progress-bar.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

const HELP = `
A replay keeps the record's key and origin, so that the processor recognises it: replaying twice is harmless.
A message is deleted only after its replay is durable. One whose replay would exceed 1 MiB on the stream (some 768 KiB
of record) is too large to replay and stays. Order is kept for each key among the messages of one run.

Exit code: 0 done, 1 some could not be replayed, 2 could not run.`;

const program = addReplayOptions(
  new Command("replay-dlq").description("Replays a pipeline's dead letters, or shows what that would do."),
).addHelpText("after", HELP);

await runCommand<ReplayOptions>(program, replayDlq);

async function replayDlq({ options, signal }: CommandCall<ReplayOptions>): Promise<void> {
  const { pipeline, stage } = options;
  if (pipelines[pipeline] === undefined) {
    throw new UserError(`Cannot replay ${pipeline}: the pipelines are ${Object.keys(pipelines).join(", ")}`);
  }
  checkTogether(options);
  const target = stageTarget(options);
  // Nothing is replayed without its audit: that the file can be written shows before anything is done.
  await appendReport(options.report, "");
  const transform = options.transform === undefined ? undefined : await loadTransform(options.transform);
  const place = await openPlace(target, stage, pipeline).catch(tellService);
  process.stderr.write(`${options.execute ? "Replaying" : "Dry run of"} ${place.name}\n`);
  tellInFlight(place.inFlight);
  const startedMs = Date.now();
  const report = await replay(options, place, transform, signal).catch(tellService);
  const audit = { options, who: place.who, startedMs, endedMs: Date.now() };
  place.close();
  process.stderr.write(summaryText(report));
  await tell(
    { ...auditLine({ ...audit, transformSha256: transform?.sha256 ?? null, report }) },
    report,
    options,
  );
  signal.throwIfAborted();
  const count = unreplayed(report);
  if (count > 0) throw new CheckFailed(`Cannot replay ${formatCount(count)} messages: see the table above`);
  if (report.failure !== null) throw new CheckFailed(`Cannot finish: ${report.failure}; run again`);
}

async function replay(
  options: ReplayOptions,
  { ports, visible }: ReplayPlace,
  transform: LoadedTransform | undefined,
  signal: AbortSignal,
): Promise<ReplayReport> {
  const { pipeline, reason, operator, key, since, until, max, rate } = options;
  const gathering = startProgressBar({ label: "gathered", total: Math.max(1, visible) });
  let putting: ProgressBar | undefined;
  try {
    return await runReplay(
      {
        pipeline,
        filters: { reason, operator, partitionKey: key, sinceMs: since, untilMs: until },
        isExecuted: options.execute === true,
        isExpiredDropped: options.dropExpired === true,
        messagesMax: max,
        rate,
        transform: transform?.apply,
        signal,
        onGathered: (received, matched) => gathering.update(received, `${formatCount(matched)} match`),
        onReplayed(done, total) {
          gathering.stop();
          putting ??= startProgressBar({ label: "replayed", total });
          putting.update(done, `${formatCount(done)} of ${formatCount(total)}`);
        },
      },
      ports,
    );
  } finally {
    gathering.stop();
    putting?.stop();
  }
}

/** The audit goes to stderr, and with the messages that stay to the report, a line a run. */
async function tell(audit: object, { left }: ReplayReport, { report }: ReplayOptions): Promise<void> {
  process.stderr.write(`${JSON.stringify(audit)}\n`);
  await appendReport(report, `${JSON.stringify({ ...audit, left })}\n`);
}

async function appendReport(path: string | undefined, text: string): Promise<void> {
  if (path === undefined) return;
  await appendFile(path, text).catch((error: Error) => {
    throw new UserError(`Cannot write ${path}: ${error.message}; choose another file with --report`);
  });
}

function tellInFlight(inFlight: number): void {
  if (inFlight === 0) return;
  const seconds = formatCount(VISIBILITY_MS / 1000);
  process.stderr.write(
    `${formatCount(inFlight)} messages are held by another run, or one that was killed; those of a killed run show up within ${seconds} s\n`,
  );
}

/** A service's refusal is the user's to mend; its name tells more than our stack would. */
function tellService(error: unknown): never {
  if (!(error instanceof Error) || error instanceof UserError || !("$metadata" in error)) throw error;
  throw new UserError(
    `Cannot replay: ${error.name}; check the stage, the credentials and their permissions`,
    {
      cause: error,
    },
  );
}
