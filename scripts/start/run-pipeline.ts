/** One pipeline under its producer: traffic, live figures, drain, report. */
import { setTimeout as delay } from "node:timers/promises";
import type { Totals } from "../../lib/engine/index.ts";
import type { LocalCloud } from "../local-cloud/local-cloud.ts";
import { addAll } from "../process/summary.ts";
import { kinesisSink } from "../producer/kinesis-sink.ts";
import { type ProducerReport, runProducer } from "../producer/run-producer.ts";
import { formatCount } from "../terminal/format-count.ts";
import { formatDuration } from "../terminal/format-duration.ts";
import type { ProgressBar } from "../terminal/progress-bar.ts";
import { UserError } from "../terminal/user-error.ts";
import { type Quantiles, readEmfFigures } from "./emf-figures.ts";
import { pipelineHandle } from "./pipeline-handle.ts";
import { type PipelineReport, pipelineReport } from "./report.ts";
import { accountedFor, pipelineTotals, since } from "./totals.ts";

export interface Traffic {
  readonly rate: number;
  readonly durationMs: number;
  readonly sensors: number;
  readonly chaos: number;
  readonly seed: number;
}

const POLL_MS = 500;
/** Latencies are read from the log: cheap, but not free. */
const LATENCY_INTERVAL_MS = 5_000;
/** Nothing accounted for during this time: the pipeline has stopped, and waiting will not help. */
const STALL_MS = 60_000;

export async function runPipeline(
  cloud: LocalCloud,
  name: string,
  traffic: Traffic,
  bar: ProgressBar,
  onFirstEvent: () => void,
): Promise<PipelineReport> {
  const handle = pipelineHandle(name, "local", cloud.outputs, cloud.clients);
  const before = await pipelineTotals(handle.state);
  const startedMs = Date.now();
  let watched: Totals = since(before, before);
  let latency: Quantiles = { p50: null, p95: null, p99: null };
  let latencyReadMs = startedMs;
  let isProducing = true;
  const watching = watch();
  const sink = kinesisSink(cloud.clients.kinesis, handle.output("streamName"));
  const produced = await runProducer({ pipeline: name, sink, ...traffic, signal: cloud.signal });
  if (produced.failure !== null) throw new UserError(`Cannot go on producing: ${produced.failure}`);
  isProducing = false;
  await watching;
  const drainedMs = await drain(produced);
  const figures = await readEmfFigures(cloud.clients.logs, handle.output("processorLogGroup"), startedMs);
  const lastMs = produced.lastSentAtMs ?? startedMs;
  const elapsedMs = drainedMs - startedMs;
  return pipelineReport(produced, watched, figures, elapsedMs, Math.max(0, drainedMs - lastMs));

  async function look(): Promise<void> {
    const wasEmpty = accountedFor(watched) === 0;
    const shards = await handle.state.listProgress();
    watched = since(before, addAll(shards.map(({ totals }) => totals)));
    if (wasEmpty && accountedFor(watched) > 0) onFirstEvent();
    if (Date.now() - latencyReadMs > LATENCY_INTERVAL_MS) await readLatency();
    const lagMs = Date.now() - Math.min(...shards.map(({ watermarkMs }) => watermarkMs));
    const perSecond = (1000 * accountedFor(watched)) / Math.max(1, Date.now() - startedMs);
    bar.update(accountedFor(watched), liveText(watched, perSecond, lagMs, latency));
  }

  async function readLatency(): Promise<void> {
    latencyReadMs = Date.now();
    const read = await readEmfFigures(cloud.clients.logs, handle.output("processorLogGroup"), startedMs);
    latency = read.quantiles("ProcessingLatency");
  }

  async function watch(): Promise<void> {
    while (isProducing && !cloud.signal.aborted) {
      await look();
      await delay(POLL_MS, undefined, { signal: cloud.signal }).catch(() => {});
    }
  }

  /** Waits until every sent record is accounted for; the moment when it was. */
  async function drain({ sent }: ProducerReport): Promise<number> {
    let movedMs = Date.now();
    for (;;) {
      const known = accountedFor(watched);
      await look();
      if (accountedFor(watched) >= sent) return Date.now();
      if (accountedFor(watched) !== known) movedMs = Date.now();
      if (Date.now() - movedMs > STALL_MS) return Date.now();
      cloud.signal.throwIfAborted();
      await delay(POLL_MS / 5);
    }
  }
}

function liveText(totals: Totals, perSecond: number, lagMs: number, { p50, p95, p99 }: Quantiles): string {
  const { expiredLate, deadLettered, duplicates } = totals;
  const known = (value: number | null) => formatCount(value ?? undefined);
  return [
    `${formatCount(Math.round(perSecond))}/s`,
    `lag ${formatDuration(lagMs)}`,
    `p50 ${known(p50)} p95 ${known(p95)} p99 ${known(p99)} ms`,
    `late ${formatCount(expiredLate)}`,
    `dead ${formatCount(deadLettered)}`,
    `dup ${formatCount(duplicates)}`,
  ].join("  ");
}
