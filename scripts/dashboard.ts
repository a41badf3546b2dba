/** `npm run dashboard -- --stage S`: shows a deployed stage in a browser, with the user's own credentials, until interrupted. */
import { Command } from "commander";
import { pipelines } from "../lib/pipelines/index.ts";
import { openDeployed } from "./dashboard/sources/open-pipelines.ts";
import { startDashboard } from "./dashboard/server/start-dashboard.ts";
import { wholeNumber } from "./process/options.ts";
import { callerOf } from "./stage/deployed-stack.ts";
import { addStageOptions, type StageOptions } from "./stage/stage-options.ts";
import { stageTarget } from "./stage/stage-target.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

interface DashboardOptions extends StageOptions {
  readonly pipelines?: string;
  readonly port?: number;
}

const HELP = `
The page is served on 127.0.0.1 alone, under an address that holds a random token: whoever has it, on this machine, may
look. Nothing is written, and nothing is read while no page is open. In an account the credentials need what the role
<stack>-results-reader may, CloudWatch's GetMetricData, and for dead letters what <stack>-dead-letters-operator may.`;

const PORT_MAX = 65_535;

const program = addStageOptions(new Command("dashboard").description("Shows a deployed stage in a browser."))
  .option("--pipelines <a,b>", "the pipelines to show (default: those that are deployed)")
  .option("--port <n>", "for the page (default: a free one)", wholeNumber(1, PORT_MAX))
  .addHelpText("after", HELP);

await runCommand<DashboardOptions>(program, show);

async function show({ options, signal }: CommandCall<DashboardOptions>): Promise<void> {
  const { stage, port } = options;
  const wanted = options.pipelines?.split(",").map((name) => name.trim());
  const unknown = (wanted ?? []).filter((name) => pipelines[name] === undefined);
  if (unknown.length > 0) {
    const known = Object.keys(pipelines).join(", ");
    throw new UserError(`Cannot show ${unknown.join(", ")}: the pipelines are ${known}`);
  }
  const target = stageTarget(options);
  const who = await callerOf(target);
  const opened = await openDeployed(target, stage, wanted);
  const dashboard = await startDashboard({ kind: "open", stage, pipelines: opened.pipelines }, port).catch(
    tellPort,
  );
  process.stdout.write(`Dashboard of ${stage} for ${who}: ${dashboard.url}\n`);
  process.stderr.write("Ends with Ctrl-C.\n");
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await dashboard.close();
  opened.close();
}

function tellPort(error: Error & { readonly code?: string }): never {
  if (error.code !== "EADDRINUSE") throw error;
  throw new UserError("Cannot serve the dashboard: the port is taken; choose another with --port", {
    cause: error,
  });
}
