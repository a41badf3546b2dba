/** Runs seeds on several threads; the lowest with a violation ends it with its number and the end of its trace. */
import { runSeed } from "../../test/simulation/run-seed.ts";
import { CheckFailed } from "../terminal/check-failed.ts";
import { startProgressBar } from "../terminal/progress-bar.ts";
import { CORE } from "./core.ts";
import { lowestFailing, type SeedRange } from "./seed-threads.ts";

const TRACE_LINES = 60;
const LINE_LENGTH_MAX = 240;
/** What happened, and not what was only looked at. */
const TELLING = /deliver|gives up|died|failed|lost|throttled|restarts|commit|put|send|raise|VIOLATION/;
const EVENTS_MIN = 10;
const MS_PER_S = 1_000;

export async function runSeeds(range: SeedRange, signal: AbortSignal): Promise<void> {
  const { first, seeds, events } = range;
  process.stdout.write(`seeds ${first} to ${first + seeds - 1}, ${events} events each\n`);
  const bar = startProgressBar({ label: "simulate", total: seeds });
  const startedMs = performance.now();
  const rate = (done: number) => ((done * MS_PER_S) / (performance.now() - startedMs)).toFixed(1);
  let failing: number | undefined;
  try {
    failing = await lowestFailing(range, signal, (done) => bar.update(done, `${rate(done)} seeds/s`));
  } finally {
    bar.stop();
  }
  if (failing !== undefined) await fail(failing, events);
  process.stdout.write(`${seeds} seeds, no violation, ${rate(seeds)} seeds/s\n`);
}

/** Halves the run as long as it still fails, and prints the end of the shortest trace. */
async function fail(seed: number, events: number): Promise<never> {
  let shortest = await traced(seed, events);
  for (let fewer = events >> 1; fewer >= EVENTS_MIN; fewer >>= 1) {
    const run = await traced(seed, fewer);
    if (run.violations.length > 0) shortest = run;
  }
  const telling = shortest.lines.filter((line) => TELLING.test(line)).slice(-TRACE_LINES);
  process.stdout.write(`${telling.map((line) => line.slice(0, LINE_LENGTH_MAX)).join("\n")}\n`);
  const again = `npm run simulate -- --seed ${seed} --events ${shortest.events} --trace`;
  throw new CheckFailed(`seed ${seed}: ${shortest.violations.join("; ")}\nagain: ${again}`);
}

async function traced(seed: number, events: number) {
  const lines: string[] = [];
  const result = await runSeed({ core: CORE, seed, events, onLine: (line) => lines.push(line) });
  return { ...result, lines };
}
