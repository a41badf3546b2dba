/**
 * `npm run status -- --stage S …`: the health of the deployed pipelines at a glance, once or again and again.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import pc from "picocolors";
import { pipelines } from "../lib/pipelines/index.ts";
import { callerOf } from "./stage/deployed-stack.ts";
import { stageTarget } from "./stage/stage-target.ts";
import { createStatusClients, type Look, openStatus, type StatusClients } from "./status/open-status.ts";
import { addStatusOptions, type StatusOptions } from "./status/options.ts";
import { isCritical, type PipelineStatus, pipelineStatus } from "./status/pipeline-status.ts";
import { statusText } from "./status/status-text.ts";
import { CheckFailed } from "./terminal/check-failed.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

const WATCH_INTERVAL_MS = 5_000;
const CLEAR_SCREEN = "\u001b[2J\u001b[H";

const HELP = `
Latencies are those of CloudWatch, by the minute: of the last minute with data, and the worst of those looked at. The lag
of a shard is now minus its watermark. Nothing is changed, and no message of a queue is received.
A local cloud has no metrics of Kinesis and SQS: the age of dead letters is then unknown, and what was put into the stream
is what was delivered from it.

Exit code: 0 no critical alarm is on, 1 one is (with --watch: at the last look), 2 could not look.`;

const program = addStatusOptions(
  new Command("status").description("Shows alarms, latencies, lag, dead letters, late data and drift."),
).addHelpText("after", HELP);

await runCommand<StatusOptions>(program, status);

async function status({ options, signal }: CommandCall<StatusOptions>): Promise<void> {
  if (options.pipeline !== undefined && pipelines[options.pipeline] === undefined) {
    const names = Object.keys(pipelines).join(", ");
    throw new UserError(`Cannot look at ${options.pipeline}: the pipelines are ${names}`);
  }
  const target = stageTarget(options);
  await callerOf(target);
  const clients = createStatusClients(target);
  const looks = await openLooks(clients, options).catch(tellService);
  let latest: readonly PipelineStatus[];
  for (;;) {
    latest = await Promise.all(looks.map(async (look) => pipelineStatus(await look(options.minutes)))).catch(
      tellService,
    );
    show(latest, options);
    if (options.watch !== true) break;
    await delay(WATCH_INTERVAL_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) break;
  }
  clients.close();
  const critical = latest.filter(isCritical).map(({ pipeline }) => pipeline);
  if (critical.length > 0) throw new CheckFailed(`Critical alarms are on: ${critical.join(", ")}`);
}

/** The named pipeline, or all that the stage has. */
async function openLooks(clients: StatusClients, options: StatusOptions): Promise<readonly Look[]> {
  const { stage, pipeline } = options;
  const target = stageTarget(options);
  const wanted = pipeline === undefined ? Object.keys(pipelines) : [pipeline];
  const found = await Promise.allSettled(
    wanted.map((name) => openStatus(clients, target, stage, pipelines[name] as (typeof pipelines)[string])),
  );
  const looks = found.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failure = found.find((one) => one.status === "rejected");
  if (failure !== undefined && looks.length === 0) throw failure.reason;
  return looks;
}

function show(statuses: readonly PipelineStatus[], { stage, json, watch }: StatusOptions): void {
  if (json === true) {
    process.stdout.write(`${JSON.stringify({ stage, pipelines: statuses })}\n`);
    return;
  }
  const isLive = watch === true && process.stdout.isTTY;
  const text = statuses.map((one) => statusText(one, stage, pc)).join("\n\n");
  process.stdout.write(`${isLive ? CLEAR_SCREEN : ""}${text}\n${watch === true && !isLive ? "\n" : ""}`);
}

/** A service's refusal is the user's to mend; its name tells more than our stack would. */
function tellService(error: unknown): never {
  if (!(error instanceof Error) || error instanceof UserError || !("$metadata" in error)) throw error;
  throw new UserError(`Cannot look: ${error.name}; check the stage, the credentials and their permissions`, {
    cause: error,
  });
}
