/**
 * `npm run bench`: speed as ratios measured in one run on one Node, since no machine is like another.
 */
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { writeBase64Twin } from "./bench/base64-twin.ts";
import { median } from "./bench/median.ts";
import { runNode } from "./bench/run-node.ts";
import { runScript } from "./bench/run-script.ts";
import { wholeNumber } from "./process/options.ts";
import { CheckFailed } from "./terminal/check-failed.ts";
import { formatCount } from "./terminal/format-count.ts";
import { type CommandCall, runCommand } from "./terminal/run-command.ts";
import { createSteps } from "./terminal/steps.ts";

interface BenchOptions {
  readonly events: number;
  readonly rounds: number;
  readonly dir: string;
}

/** What is measured against the base loop, and the share of its events per CPU-second that must be reached. */
const CANDIDATES = [
  { name: "iot, windowed-metrics", args: ["--views", "windowed-metrics"], shareMin: 0.55 },
  { name: "iot, all views", args: [], shareMin: 0.25 },
] as const;

const program = new Command("bench")
  .description("Compares `process -- iot` with the base loop (read lines, base64, JSON.parse) on one file.")
  .option("--events <n>", "events in the file", wholeNumber(1000, 100_000_000), 1_000_000)
  .option("--rounds <n>", "rounds; medians are reported", wholeNumber(1, 99), 3)
  .option("--dir <dir>", "where the generated files are kept", ".local/bench");

await runCommand<BenchOptions>(program, bench);

async function bench({ options, signal }: CommandCall<BenchOptions>): Promise<void> {
  const steps = createSteps();
  await mkdir(options.dir, { recursive: true });
  const input = join(options.dir, `iot-${options.events}.jsonl`);
  const twin = `${input}.base64`;
  if (!(await exists(twin))) {
    await steps.run(`generate ${formatCount(options.events)} events`, async () => {
      await runNode("scripts/produce.ts", generatorArgs(input, options.events), signal);
      await writeBase64Twin(input, twin);
    });
  }
  const base: number[] = [];
  const rates: number[][] = CANDIDATES.map(() => []);
  for (let round = 1; round <= options.rounds; round++) {
    await steps.run(`round ${round} of ${options.rounds}`, async () => {
      base.push(await baseRate(twin, signal));
      for (const [i, { args }] of CANDIDATES.entries()) {
        rates[i]?.push(await processRate(input, join(options.dir, "out"), args, signal));
      }
    });
  }
  report(base, rates);
}

function generatorArgs(output: string, events: number): string[] {
  const disorder = ["--disorder", "5000", "--late-share", "0.005", "--event-rate", "1000"];
  return ["iot", "--to", output, "--events", String(events), "--seed", "1", ...disorder];
}

async function baseRate(twin: string, signal: AbortSignal): Promise<number> {
  const { events, cpuSeconds } = JSON.parse(await runNode("scripts/bench/base-loop.ts", [twin], signal));
  return events / cpuSeconds;
}

async function processRate(
  input: string,
  output: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  await runScript("process", ["iot", "--input", input, "--output", output, ...args], signal);
  const { sent, inFlight, cpuSeconds } = JSON.parse(await readFile(join(output, "summary.json"), "utf8"));
  if (inFlight !== 0) throw new CheckFailed(`${inFlight} events are neither applied nor accounted for`);
  await rm(output, { recursive: true });
  return sent / cpuSeconds;
}

function report(base: readonly number[], rates: readonly (readonly number[])[]): void {
  const missed: string[] = [];
  process.stdout.write(
    `base loop: ${formatCount(median(base))} events per CPU-second, Node ${process.version}\n`,
  );
  CANDIDATES.forEach(({ name, shareMin }, i) => {
    const own = rates[i] as readonly number[];
    const share = median(own.map((rate, round) => rate / (base[round] as number)));
    const percent = `${(100 * share).toFixed(1)} % of the base loop (wanted: ${Math.round(100 * shareMin)} %)`;
    process.stdout.write(`${name}: ${formatCount(median(own))} events per CPU-second, ${percent}\n`);
    if (share < shareMin) missed.push(name);
  });
  if (missed.length > 0) throw new CheckFailed(`Slower than wanted: ${missed.join("; ")}`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
