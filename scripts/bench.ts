/**
 * `npm run bench`: speed as ratios measured in one run on one Node, since no machine is like another.
 */
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { writeBase64Twin } from "./bench/base64-twin.ts";
import { benchRecommend } from "./bench/bench-recommend.ts";
import { median } from "./bench/median.ts";
import { runNode } from "./bench/run-node.ts";
import { runScript } from "./bench/run-script.ts";
import { wholeNumber } from "./process/options.ts";
import { CheckFailed } from "./terminal/check-failed.ts";
import { formatCount } from "./terminal/format-count.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { createSteps } from "./terminal/steps.ts";
import { UserError } from "./terminal/user-error.ts";

interface BenchOptions {
  readonly events: number;
  readonly encounters: number;
  readonly shopEvents: number;
  readonly only?: string;
  readonly input?: string;
  readonly clicks: number;
  readonly rounds: number;
  readonly dir: string;
}

/** A run of `process` over the file, and the share of the base loop's events per CPU-second that it must reach. */
interface Candidate {
  readonly name: string;
  readonly args: readonly string[];
  readonly shareMin: number;
}

/** A generated file, and what is measured on it against the base loop on the same file. */
interface Workload {
  readonly pipeline: string;
  readonly events: (options: BenchOptions) => number;
  readonly generatorArgs: readonly string[];
  readonly candidates: readonly Candidate[];
}

const DISORDER = ["--seed", "1", "--disorder", "5000", "--late-share", "0.005"];

const WORKLOADS: readonly Workload[] = [
  {
    pipeline: "iot",
    events: ({ events }) => events,
    generatorArgs: [...DISORDER, "--event-rate", "1000"],
    candidates: [
      { name: "iot, windowed-metrics", args: ["--views", "windowed-metrics"], shareMin: 0.55 },
      { name: "iot, all views", args: [], shareMin: 0.25 },
    ],
  },
  {
    pipeline: "medical",
    events: ({ encounters }) => encounters,
    // Without notes: reading one takes a hundred times as long as all the rest of a record.
    generatorArgs: [...DISORDER, "--event-rate", "75", "--notes", "0"],
    candidates: [{ name: "medical, all views", args: [], shareMin: 1 / 6 }],
  },
  {
    pipeline: "commerce",
    events: ({ clicks }) => clicks,
    generatorArgs: [...DISORDER, "--event-rate", "200"],
    candidates: [{ name: "commerce, all views", args: [], shareMin: 1 / 12 }],
  },
];

const PARTS = [...WORKLOADS.map(({ pipeline }) => pipeline), "recommend"];

/** What was measured on a workload, round by round: events per CPU-second. */
interface Rates {
  readonly base: number[];
  readonly candidates: readonly number[][];
}

const program = new Command("bench")
  .description("Compares `process` with the base loop (read lines, base64, JSON.parse) on the same files.")
  .option("--events <n>", "iot: events in the file", wholeNumber(1000, 100_000_000), 1_000_000)
  .option("--encounters <n>", "medical: events in the file", wholeNumber(1000, 100_000_000), 100_000)
  .option("--shop-events <n>", "recommend: events of the shop", wholeNumber(1000, 10_000_000), 20_000)
  .option("--only <part>", "iot, medical, commerce or recommend")
  .option(
    "--input <file>",
    "measure on this file of JSON lines, not on a generated one; with --only <pipeline>",
  )
  .option("--clicks <n>", "commerce: events in the file", wholeNumber(1000, 100_000_000), 200_000)
  .option("--rounds <n>", "rounds; medians are reported", wholeNumber(1, 99), 3)
  .option("--dir <dir>", "where the generated files are kept", ".local/bench");

await runCommand<BenchOptions>(program, bench);

async function bench({ options, signal }: CommandCall<BenchOptions>): Promise<void> {
  const steps = createSteps();
  await mkdir(options.dir, { recursive: true });
  if (options.only !== undefined && !PARTS.includes(options.only)) {
    throw new UserError(`Cannot bench ${options.only}: the parts are ${PARTS.join(", ")}`);
  }
  if (options.input !== undefined && (options.only === undefined || options.only === "recommend")) {
    throw new UserError("Cannot bench a file without its pipeline: name it with --only");
  }
  const isWanted = (part: string) => options.only === undefined || options.only === part;
  const measured = WORKLOADS.filter(({ pipeline }) => isWanted(pipeline)).map((workload) => {
    const rates: Rates = { base: [], candidates: workload.candidates.map(() => []) };
    return { workload, rates, input: inputOf(workload, options) };
  });
  for (const { workload, input } of measured) {
    if (options.input !== undefined) {
      await stat(input).catch(({ code }) => {
        throw new UserError(`Cannot read ${input}: ${code}; give --input a file`);
      });
      await steps.run(`encode ${input}`, () => writeBase64Twin(input, twinOf(input, options)));
      continue;
    }
    if (await exists(twinOf(input, options))) continue;
    const events = workload.events(options);
    await steps.run(`generate ${formatCount(events)} events of ${workload.pipeline}`, async () => {
      const output = ["--to", input, "--events", String(events)];
      await runNode("scripts/produce.ts", [workload.pipeline, ...output, ...workload.generatorArgs], signal);
      await writeBase64Twin(input, twinOf(input, options));
    });
  }
  for (let round = 1; round <= options.rounds && measured.length > 0; round++) {
    await steps.run(`round ${round} of ${options.rounds}`, async () => {
      for (const { workload, rates, input } of measured) {
        rates.base.push(await baseRate(twinOf(input, options), signal));
        const output = join(options.dir, "out");
        for (const [i, { args }] of workload.candidates.entries()) {
          const run = [workload.pipeline, "--input", input, "--output", output, ...args];
          rates.candidates[i]?.push(await processRate(run, output, signal));
        }
      }
    });
  }
  const missed = measured.flatMap(({ workload, rates }) => report(workload, rates));
  if (isWanted("recommend")) missed.push(...(await benchRecommend(options.shopEvents, steps, signal)));
  if (missed.length > 0) throw new CheckFailed(`Slower than wanted: ${missed.join("; ")}`);
}

function inputOf(workload: Workload, options: BenchOptions): string {
  return options.input ?? join(options.dir, `${workload.pipeline}-${workload.events(options)}.jsonl`);
}

/** That of a file of one's own is made anew each time, under a name that no generated file has. */
function twinOf(generated: string, options: BenchOptions): string {
  return options.input === undefined ? `${generated}.base64` : join(options.dir, "input.base64");
}

async function baseRate(twin: string, signal: AbortSignal): Promise<number> {
  const { events, cpuSeconds } = JSON.parse(await runNode("scripts/bench/base-loop.ts", [twin], signal));
  return events / cpuSeconds;
}

async function processRate(args: readonly string[], output: string, signal: AbortSignal): Promise<number> {
  await runScript("process", args, signal);
  const { sent, inFlight, cpuSeconds } = JSON.parse(await readFile(join(output, "summary.json"), "utf8"));
  if (inFlight !== 0) throw new CheckFailed(`${inFlight} events are neither applied nor accounted for`);
  await rm(output, { recursive: true });
  return sent / cpuSeconds;
}

/** Prints a workload's figures; the names of the candidates that were slower than wanted. */
function report({ pipeline, candidates }: Workload, rates: Rates): string[] {
  const base = formatCount(median(rates.base));
  process.stdout.write(`${pipeline}, base loop: ${base} events per CPU-second, Node ${process.version}\n`);
  return candidates.flatMap(({ name, shareMin }, i) => {
    const own = rates.candidates[i] as readonly number[];
    const share = median(own.map((rate, round) => rate / (rates.base[round] as number)));
    const percent = `${percentOf(share)} % of the base loop (wanted: ${percentOf(shareMin)} %)`;
    process.stdout.write(`${name}: ${formatCount(median(own))} events per CPU-second, ${percent}\n`);
    return share < shareMin ? [name] : [];
  });
}

function percentOf(share: number): string {
  return (100 * share).toFixed(1);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
