/**
 * `npm run dashboard-hour`: shows that the dashboard needs no more memory after an hour than after ten minutes: ten tabs
 * of a real browser look on while an hour passes, faster than on the clock.
 */
import { Command } from "commander";
import { faultsOf } from "./dashboard/hour/growth.ts";
import { hourText } from "./dashboard/hour/hour-text.ts";
import { watchHour } from "./dashboard/hour/watch-hour.ts";
import { wholeNumber } from "./process/options.ts";
import { CheckFailed } from "./terminal/check-failed.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";

interface HourOptions {
  readonly minutes: number;
  readonly from: number;
  readonly times: number;
}

const HELP = `
The pipelines run in memory under their generators' traffic. Memory is measured twice, after a collection: when --from
minutes have passed, and when all have; and each tab has then taken an update for every second of them. It ends with 1 when
something grew beyond its bound.`;

const program = new Command("dashboard-hour")
  .description(
    "Ten tabs look at the dashboard for an hour, faster than on the clock; their memory must not grow.",
  )
  .option("--minutes <n>", "how long they look", wholeNumber(2, 600), 60)
  .option("--from <n>", "the minute from which nothing may grow", wholeNumber(1, 60), 10)
  .option("--times <n>", "how many times as fast as on the clock, at most", wholeNumber(1, 100), 20)
  .addHelpText("after", HELP);

await runCommand<HourOptions>(program, watchAll);

async function watchAll({ options, signal }: CommandCall<HourOptions>): Promise<void> {
  const { minutes, from, times } = options;
  const stopsMinutes = [from, minutes];
  const onProgress = (text: string) => void process.stderr.write(`${text}\n`);
  const outcome = await watchHour({ stopsMinutes, times, signal, onProgress });
  process.stdout.write(hourText(outcome));
  const faults = faultsOf(outcome);
  if (faults.length > 0) throw new CheckFailed(`The dashboard needs more and more: ${faults.join("; ")}`);
}
