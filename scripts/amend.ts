/**
 * `npm run amend -- --pipeline P --operator O --window START`: folds the late events that a retired window has refused into
 * it, and emits its next pane. Running it again changes nothing until more late events have come.
 */
import { Command, Option } from "commander";
import {
  type Amendment,
  type AmendReport,
  amendWindow,
  type Dedupe,
  InputError,
  type Window,
} from "../lib/engine/index.ts";
import { pipelines } from "../lib/pipelines/index.ts";
import { openAmendment } from "./amend/open-amendment.ts";
import { recomputableOperators } from "./backfill/range.ts";
import { isoTime } from "./process/options.ts";
import { addStageOptions, type StageOptions } from "./stage/stage-options.ts";
import { stageTarget } from "./stage/stage-target.ts";
import { stageTopology } from "./stage/stage-topology.ts";
import { formatCount } from "./terminal/format-count.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

interface AmendOptions extends StageOptions {
  readonly pipeline: string;
  readonly operator: string;
  readonly window: number;
  readonly dedupe?: Dedupe;
  readonly dryRun?: true;
}

const HELP = `
Late events are kept for seven days, the states of retired windows for fourteen. What an amended event was counted as
stays: it expired, and the window holds it all the same.

Exit code: 0 done, 2 could not run.`;

const program = addStageOptions(
  new Command("amend")
    .description("Folds stored late events into a closed window and emits its next pane.")
    .requiredOption("--pipeline <name>", "whose window"),
)
  .requiredOption("--operator <name>", "the windowed operator, as the topology names it")
  .requiredOption("--window <start>", "the window's start, ISO 8601", isoTime)
  .addOption(
    new Option(
      "--dedupe <how>",
      "what the stage compares (default: as the topology says; stage local: id)",
    ).choices(["id", "replays"]),
  )
  .addOption(new Option("--dry-run", "show what would be done"))
  .addHelpText("after", HELP);

await runCommand<AmendOptions>(program, amend);

async function amend({ options }: CommandCall<AmendOptions>): Promise<void> {
  const { pipeline, operator, stage, dryRun = false } = options;
  const named = pipelines[pipeline];
  if (named === undefined) {
    throw new UserError(`Cannot amend ${pipeline}: the pipelines are ${Object.keys(pipelines).join(", ")}`);
  }
  const ofStage = stageTopology(named, stage);
  const topology = { ...ofStage, dedupe: options.dedupe ?? ofStage.dedupe };
  const window = windowOf(pipeline, operator, options.window);
  const place = await openAmendment(topology, stageTarget(options), stage);
  process.stderr.write(`${dryRun ? "Dry run of amending" : "Amending"} ${place.name} as ${place.who}\n`);
  try {
    tell(await amendWindow(topology, place.ports, operator, window, dryRun), dryRun);
  } catch (error) {
    if (error instanceof InputError) throw new UserError(`Cannot amend: ${error.message}`, { cause: error });
    throw error;
  } finally {
    place.close();
  }
}

function windowOf(pipeline: string, operator: string, startMs: number): Window {
  const topology = pipelines[pipeline];
  const names = topology === undefined ? [] : recomputableOperators(topology);
  const windowing = topology?.operators[operator]?.windowing;
  if (windowing === undefined || !names.includes(operator)) {
    const known = names.length === 0 ? "none" : names.join(", ");
    throw new UserError(
      `Cannot amend ${operator}: of ${pipeline} the windowed operators that read the source are ${known}`,
    );
  }
  const window = [...windowing.assigner.assign(startMs as Window["startMs"])].find(
    (one) => one.startMs === startMs,
  );
  if (window === undefined) {
    throw new UserError(
      `Cannot amend ${operator}: expected the start of one of its windows, got another time`,
    );
  }
  return window;
}

function tell({ amendments, alreadyIn, duplicates, unreadable }: AmendReport, isDryRun: boolean): void {
  const events = amendments.reduce((total, amendment) => total + amendment.events, 0);
  const lines = [
    `${isDryRun ? "would fold" : "folded"} ${formatCount(events)} late events`,
    `${formatCount(alreadyIn)} are in already, ${formatCount(duplicates)} are copies, ${formatCount(unreadable)} cannot be read`,
    ...amendments.map((amendment) => lineOf(amendment, isDryRun)),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

function lineOf({ key, paneIndex, rows }: Amendment, isDryRun: boolean): string {
  const start = new Date(key.window.startMs).toISOString();
  return `${key.operator} ${start} page ${key.page}: pane ${paneIndex} of ${formatCount(rows)} rows${isDryRun ? " would follow" : ""}`;
}
