/**
 * `npm run backfill -- --pipeline P --from T`: processes the stream again from a point with the topology as it is now, beside
 * the live views, compares, and promotes or discards what came out.
 */
import { appendFile } from "node:fs/promises";
import { Command } from "commander";
import { type AnyTopology, CLOCK_TOLERANCE_MS } from "../lib/engine/index.ts";
import { pipelines } from "../lib/pipelines/index.ts";
import { promoteText, rangeText, shadowText } from "./backfill/backfill-report.ts";
import { differenceCount } from "./backfill/compare-rows.ts";
import { type BackfillPlace, openBackfill } from "./backfill/open-backfill.ts";
import { actionOf, addBackfillOptions, type BackfillOptions } from "./backfill/options.ts";
import { runPromote } from "./backfill/promote-run.ts";
import { lastRun, requestedRange } from "./backfill/requested-range.ts";
import { warmUpMs } from "./backfill/range.ts";
import { runShadow, summarize } from "./backfill/shadow-run.ts";
import { stageTarget } from "./stage/stage-target.ts";
import { stageTopology } from "./stage/stage-topology.ts";
import { CheckFailed } from "./terminal/check-failed.ts";
import { formatCount } from "./terminal/format-count.ts";
import { startProgressBar } from "./terminal/progress-bar.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

const HELP = `
Compared and promoted are windows that begin at --from or later in event time and are retired by --to. Only windowed
views: latest values, histories and alerts are state with a past, and only the live pipeline rebuilds them.
Promoting emits one more pane of each window that differs. Rows that live has and the shadow has not stay.
A shadow is kept for seven days; --promote and --discard work on the last one.

Exit code: 0 equal or done, 1 rows differ or some could not be promoted, 2 could not run.`;

interface Call {
  readonly topology: AnyTopology;
  readonly place: BackfillPlace;
  readonly options: BackfillOptions;
  readonly signal: AbortSignal;
}

const program = addBackfillOptions(
  new Command("backfill").description("Recomputes windowed views from the stream, beside the live ones."),
).addHelpText("after", HELP);

await runCommand<BackfillOptions>(program, backfill);

async function backfill({ options, signal }: CommandCall<BackfillOptions>): Promise<void> {
  const { pipeline, stage } = options;
  const known = pipelines[pipeline];
  if (known === undefined) {
    throw new UserError(
      `Cannot backfill ${pipeline}: the pipelines are ${Object.keys(pipelines).join(", ")}`,
    );
  }
  const action = actionOf(options);
  if (action === "shadow" && options.from === undefined) {
    throw new UserError("Cannot backfill: no start is given; add --from <time>");
  }
  await appendReport(options.report, "");
  const topology = stageTopology(known, stage);
  const place = await openBackfill(topology, stageTarget(options), stage).catch(tellService);
  const call: Call = { topology, place, options, signal };
  try {
    if (action === "shadow") await shadow(call);
    if (action === "promote") await promote(call);
    if (action === "discard") await discard(call);
  } catch (error) {
    tellService(error);
  } finally {
    place.close();
  }
}

async function shadow({ topology, place, options, signal }: Call): Promise<void> {
  const { ports } = place;
  const runMs = Date.now();
  const range = requestedRange(topology, options, await ports.state.readFloor(), place.oldestMs);
  const readFromMs = range.fromMs - warmUpMs(topology);
  process.stderr.write(`Recomputing ${rangeText(range)}, beside ${place.name} as ${place.who}\n`);
  const sources = await place.openShards(readFromMs, runMs + CLOCK_TOLERANCE_MS);
  const bar = startProgressBar({ label: "recomputed", total: Math.max(1, runMs - readFromMs) });
  const onProgress = (arrivalMs: number, records: number) =>
    bar.update(Math.max(0, arrivalMs - readFromMs), `${formatCount(records)} records`);
  try {
    const { head, outcome } = await runShadow({ topology, sources, range, runMs, signal, onProgress }, ports);
    const summaries = await summarize(topology, ports, head, signal);
    bar.stop();
    process.stdout.write(shadowText(outcome, summaries));
    await report(options, place, { range, ...outcome, views: summaries });
    const count = differenceCount(summaries);
    if (count > 0) {
      throw new CheckFailed(
        `Cannot call the views equal: ${formatCount(count)} rows differ; make the shadow live with --promote, or drop it with --discard`,
      );
    }
  } finally {
    bar.stop();
  }
}

async function promote({ topology, place, options, signal }: Call): Promise<void> {
  const head = await lastRun(place.ports.shadow, options);
  process.stderr.write(`Promoting ${rangeText(head)}, in ${place.name} as ${place.who}\n`);
  const outcome = await runPromote(topology, place.ports, head, signal);
  process.stdout.write(promoteText(outcome));
  await report(options, place, { range: { fromMs: head.fromMs, toMs: head.toMs }, ...outcome });
  const left = outcome.promotions.filter((promotion) => promotion.outcome !== "promoted").length;
  if (left > 0) throw new CheckFailed(`Cannot promote ${formatCount(left)} panes: see the lines above`);
}

async function discard({ place, options }: Call): Promise<void> {
  const head = await place.ports.shadow.readHead();
  const items = head === undefined ? 0 : await place.ports.shadow.discard(head);
  process.stdout.write(`${formatCount(items)} shadow items of ${place.name} discarded\n`);
  await report(options, place, { items });
}

async function report(
  options: BackfillOptions,
  { who, name }: BackfillPlace,
  outcome: object,
): Promise<void> {
  const { pipeline, stage } = options;
  const line = { at: new Date().toISOString(), action: actionOf(options), pipeline, stage, place: name, who };
  await appendReport(options.report, `${JSON.stringify({ ...line, ...outcome })}\n`);
}

async function appendReport(path: string | undefined, text: string): Promise<void> {
  if (path === undefined) return;
  await appendFile(path, text).catch((error: Error) => {
    throw new UserError(`Cannot write ${path}: ${error.message}; choose another file with --report`);
  });
}

/** A service's refusal is the user's to mend; its name tells more than our stack would. */
function tellService(error: unknown): never {
  if (!(error instanceof Error) || error instanceof UserError || !("$metadata" in error)) throw error;
  throw new UserError(
    `Cannot backfill: ${error.name}; check the stage, the credentials and their permissions`,
    { cause: error },
  );
}
