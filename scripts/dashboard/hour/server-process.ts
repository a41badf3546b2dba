/**
 * The dashboard's server in a process of its own, over pipelines in memory whose time passes as fast as it is told. It
 * obeys its parent: lets time pass unseen, serves, and says how much memory it needs.
 */
import { pipelines } from "../../../lib/pipelines/index.ts";
import { fasterPace } from "../server/pace.ts";
import { startDashboard } from "../server/start-dashboard.ts";
import { BusyPipeline } from "./busy-pipeline.ts";
import type { ServerAnswer, ServerCommand } from "./hour-server.ts";

const STEP_MS = 1_000;
/** 2026-01-01T00:00:00Z. */
const START_MS = 1_767_225_600_000;
const RECORDS_PER_SECOND: Readonly<Record<string, number>> = { iot: 6, medical: 2, commerce: 3 };

let nowMs = START_MS;
const now = () => nowMs;
const busy = Object.entries(pipelines).map(([name, topology]) => {
  return new BusyPipeline(topology, { recordsPerSecond: RECORDS_PER_SECOND[name] ?? 1, now });
});

process.on("message", (command: ServerCommand) => {
  void obey(command).then((answer) => process.send?.(answer));
});

// Nobody is left to serve for.
process.on("disconnect", () => process.exit());

async function obey(command: ServerCommand): Promise<ServerAnswer> {
  if (command.kind === "pass") await pass(command.seconds);
  const url = command.kind === "serve" ? await serve(command.times) : "";
  if (command.kind === "collect") collect();
  return { url, passedS: (nowMs - START_MS) / STEP_MS, heapBytes: process.memoryUsage().heapUsed };
}

async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    nowMs += STEP_MS;
    for (const pipeline of busy) await pipeline.stepUnseen();
  }
}

async function serve(times: number): Promise<string> {
  const watched = busy.map((pipeline) => pipeline.watched);
  const open = { kind: "open", stage: "local", pipelines: watched } as const;
  const { url } = await startDashboard(open, 0, fasterPace(times, now));
  void goOn(times);
  return url;
}

/** A second that took longer than its share is not made up for: readers would see two at once. */
async function goOn(times: number): Promise<never> {
  for (;;) {
    const dueMs = performance.now() + STEP_MS / times;
    nowMs += STEP_MS;
    for (const pipeline of busy) await pipeline.step();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())));
  }
}

/** What the first collection sets free may hold more. */
function collect(): void {
  globalThis.gc?.();
  globalThis.gc?.();
}
