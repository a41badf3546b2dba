/** One pipeline under its producer: traffic, live figures, drain, report. */
import { setTimeout as delay } from "node:timers/promises";
import type { Totals } from "../../lib/engine/index.ts";
import type { LocalCloud } from "../local-cloud/local-cloud.ts";
import { kinesisSink } from "../producer/kinesis-sink.ts";
import { type ProducerReport, runProducer } from "../producer/run-producer.ts";
import { formatCount } from "../terminal/format-count.ts";
import type { ProgressBar } from "../terminal/progress-bar.ts";
import { UserError } from "../terminal/user-error.ts";
import { readEmfFigures } from "./emf-figures.ts";
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
    watched = since(before, await pipelineTotals(handle.state));
    if (wasEmpty && accountedFor(watched) > 0) onFirstEvent();
    bar.update(accountedFor(watched), liveText(watched));
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

function liveText({ applied, expiredLate, deadLettered, duplicates }: Totals): string {
  return `applied ${formatCount(applied)}  expired ${formatCount(expiredLate)}  dead ${formatCount(deadLettered)}  duplicates ${formatCount(duplicates)}`;
}
