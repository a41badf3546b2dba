/**
 * `npm start`: the local cloud, the deployed stacks, traffic, and a report that holds the pipelines to the
 * conservation law.
 */
import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { pipelines } from "../lib/pipelines/index.ts";
import { DEFAULT_PATIENTS } from "../lib/pipelines/medical/generator/index.ts";
import { DEFAULT_CHAOS_SHARE } from "../lib/pipelines/traffic/index.ts";
import { type LocalCloud, withLocalCloud } from "./local-cloud/local-cloud.ts";
import { wholeNumber } from "./process/options.ts";
import { DEFAULT_SENSORS } from "./producer/iot-producer.ts";
import { share } from "./producer/options.ts";
import { PRODUCER_NAMES, producerPipeline } from "./producer/producer-pipelines.ts";
import { startLiveDashboard } from "./start/live-dashboard.ts";
import { type RunReport, reportText, violations } from "./start/report.ts";
import { runPipeline } from "./start/run-pipeline.ts";
import {
  type RecommendReport,
  recommendText,
  recommendViolations,
  runRecommend,
  SERVED_PIPELINE,
} from "./start/run-recommend.ts";
import { CheckFailed } from "./terminal/check-failed.ts";
import { formatDuration } from "./terminal/format-duration.ts";
import { startProgressBar } from "./terminal/progress-bar.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { UserError } from "./terminal/user-error.ts";

interface StartOptions {
  readonly rate?: number;
  readonly duration: number;
  readonly sensors: number;
  readonly patients: number;
  readonly drift?: true;
  readonly pipelines: string;
  readonly chaos: number;
  readonly seed?: number;
  readonly report?: string;
  readonly recommendRate?: number;
  readonly recommendGather: number;
  readonly keep?: boolean;
  readonly endpoint?: string;
  readonly port?: number;
}

const PORT_MAX = 65_535;
const names = PRODUCER_NAMES.filter((name) => pipelines[name] !== undefined).join(",");
const usualRates = PRODUCER_NAMES.map((name) => `${name} ${producerPipeline(name).usualRate}`).join(", ");

const program = new Command("start")
  .description("Starts a local cloud, deploys the pipelines, runs traffic through them and reports.")
  .option("--rate <n>", `records a second, each pipeline (default: ${usualRates})`, wholeNumber(1, 100_000))
  .option("--duration <s>", "seconds of traffic", wholeNumber(1, 86_400), 60)
  .option("--sensors <n>", "how many sensors there are", wholeNumber(1, 1_000_000), DEFAULT_SENSORS)
  .option("--patients <n>", "how many patients there are", wholeNumber(1, 1_000_000), DEFAULT_PATIENTS)
  .option("--drift", "medical: patients unlike those that the model was trained on")
  .option("--pipelines <a,b>", "the pipelines to run", names)
  .option(
    "--chaos <share>",
    "late, duplicate, future and malformed records; 0 is off",
    share,
    DEFAULT_CHAOS_SHARE,
  )
  .option("--seed <n>", "makes the same traffic again", wholeNumber(0, 0xffff_ffff))
  .option(
    "--recommend-rate <n>",
    "commerce: behind the traffic, as long of requests a second to `recommend`",
    wholeNumber(1, 10_000),
  )
  .option(
    "--recommend-gather <ms>",
    "requests of so long go out in one call; 0: each alone",
    wholeNumber(0, 1_000),
    20,
  )
  .option("--report <file>", "also write the report as JSON")
  .option("--keep", "leave everything running")
  .option("--endpoint <url>", "a running local cloud (default: AWS_ENDPOINT_URL, else our own)")
  .option("--port <n>", "for our own local cloud (default: a free one)", wholeNumber(1, PORT_MAX));

await runCommand<StartOptions>(program, start);

async function start({ options, signal }: CommandCall<StartOptions>): Promise<void> {
  const wanted = options.pipelines.split(",").map((name) => name.trim());
  const unknown = wanted.filter((name) => !names.split(",").includes(name));
  if (unknown.length > 0) throw new UserError(`Cannot run ${unknown.join(", ")}: the pipelines are ${names}`);
  if (options.recommendRate !== undefined && !wanted.includes(SERVED_PIPELINE)) {
    throw new UserError(`Cannot use --recommend-rate: ${SERVED_PIPELINE} is not among the pipelines to run`);
  }
  const { endpoint, port, keep } = options;
  const startedMs = performance.now();
  const dashboard = await startLiveDashboard();
  process.stdout.write(`Dashboard: ${dashboard.url}\n`);
  await withLocalCloud({ pipelines: wanted, endpoint, port, keep, signal }, async (cloud) => {
    const shown = dashboard.show(cloud.endpoint, wanted);
    const durationMs = options.duration * 1000;
    const { sensors, patients, chaos, seed = Math.floor(Math.random() * 2 ** 32) } = options;
    const isDrifted = options.drift === true;
    const reports = await Promise.all(
      wanted.map(async (name) => {
        const rate = options.rate ?? producerPipeline(name).usualRate;
        const bar = startProgressBar({ label: name, total: rate * options.duration });
        const traffic = { rate, durationMs, sensors, patients, isDrifted, chaos, seed };
        const report = await runPipeline(cloud, name, traffic, bar, {
          onFirstEvent() {
            if (!process.stderr.isTTY) tellFirstEvent(name, performance.now() - startedMs);
          },
          onSent: (count) => dashboard.sent(name, count),
        });
        bar.stop();
        return [name, report] as const;
      }),
    );
    await shown;
    signal.throwIfAborted();
    for (const [name, report] of reports) process.stdout.write(`${reportText(name, report)}\n`);
    const recommend = await loadOn(cloud, options, seed);
    const run: RunReport = {
      pipelines: Object.fromEntries(reports),
      ...(recommend === undefined ? {} : { recommend }),
    };
    if (options.report !== undefined) await writeFile(options.report, `${JSON.stringify(run, null, 2)}\n`);
    if (keep) tellKept(cloud.endpoint, cloud.emulatorPid);
    const found = reports.flatMap(([name, report]) => violations(name, report));
    if (recommend !== undefined) found.push(...recommendViolations(recommend));
    if (found.length > 0) throw new CheckFailed(found.join("\n"));
  }).finally(() => dashboard.close());
}

function tellKept(endpoint: string, emulatorPid: number | undefined): void {
  process.stderr.write(`Left running at ${endpoint}; end it with: kill -9 -- -${emulatorPid}\n`);
  process.stderr.write(`Its dashboard: npm run dashboard -- --endpoint ${endpoint}\n`);
}

/** Load on the shop's `recommend`, where it was asked for. */
async function loadOn(
  cloud: LocalCloud,
  { recommendRate: rate, recommendGather: gatherMs, duration }: StartOptions,
  seed: number,
): Promise<RecommendReport | undefined> {
  if (rate === undefined) return undefined;
  const bar = startProgressBar({ label: "recommend", total: rate * duration });
  const report = await runRecommend(cloud, { rate, gatherMs, durationMs: duration * 1000, seed }, bar);
  bar.stop();
  cloud.signal.throwIfAborted();
  process.stdout.write(`${recommendText(report)}\n`);
  return report;
}

function tellFirstEvent(name: string, elapsedMs: number): void {
  process.stderr.write(`${name}: first event processed ${formatDuration(elapsedMs)} after the command\n`);
}
