/** One pipeline under its producer: traffic, live figures, drain, report. */
import type { LocalCloud } from "../local-cloud/local-cloud.ts";
import { kinesisSink } from "../producer/kinesis-sink.ts";
import { runProducer } from "../producer/run-producer.ts";
import type { ProgressBar } from "../terminal/progress-bar.ts";
import { UserError } from "../terminal/user-error.ts";
import { countedSink } from "./counted-sink.ts";
import { pipelineHandle } from "./pipeline-handle.ts";
import { measurementsOf } from "./measurements.ts";
import { PipelineWatch } from "./pipeline-watch.ts";
import { both } from "./produced.ts";
import { type PipelineReport, pipelineReport } from "./report.ts";
import { accountedFor } from "./totals.ts";

export interface Traffic {
  readonly rate: number;
  readonly durationMs: number;
  readonly sensors: number;
  readonly patients: number;
  readonly isDrifted: boolean;
  readonly chaos: number;
  readonly seed: number;
}

export interface RunListener {
  onFirstEvent(): void;
  /** @param count of records that the stream has taken, those of earlier runs included. */
  onSent(count: number): void;
}

/** A container's first batches are slow; a few records make it warm, as a deployment's first traffic would. */
const WARM_UP_MS = 2_000;
const WARM_UP_SHARE = 0.1;

export async function runPipeline(
  cloud: LocalCloud,
  name: string,
  traffic: Traffic,
  bar: ProgressBar,
  { onFirstEvent, onSent }: RunListener,
): Promise<PipelineReport> {
  const handle = pipelineHandle(name, "local", cloud.outputs, cloud.clients);
  const watch = await PipelineWatch.begin(cloud, handle, bar, onFirstEvent);
  const producing = new AbortController();
  const watching = watch.whileProducing(AbortSignal.any([producing.signal, cloud.signal]));
  const stream = kinesisSink(cloud.clients.kinesis, handle.output("streamName"));
  const sink = countedSink(stream, (accepted) => onSent(watch.before + accepted));
  const warmUp = {
    ...traffic,
    rate: Math.ceil(traffic.rate * WARM_UP_SHARE),
    durationMs: WARM_UP_MS,
    seed: traffic.seed + 1,
  };
  const first = await runProducer({ pipeline: name, sink, ...warmUp, signal: cloud.signal });
  const trafficMs = Date.now();
  const second = await runProducer({ pipeline: name, sink, ...traffic, signal: cloud.signal });
  producing.abort();
  await watching;
  const failure = first.failure ?? second.failure;
  if (failure !== null) throw new UserError(`Cannot go on producing: ${failure}`);
  const produced = both(first, second);
  const drainedMs = await watch.untilDrained(() => produced.sent);
  const figures = await watch.figures();
  const measured = await measurementsOf(handle.topology, handle.state, figures);
  const lastMs = produced.lastSentAtMs ?? watch.startedMs;
  const processed = accountedFor(watch.totals) - first.sent;
  const throughputPerSecond = Math.round((1000 * processed) / Math.max(1, drainedMs - trafficMs));
  return pipelineReport(
    produced,
    watch.totals,
    figures,
    measured,
    throughputPerSecond,
    Math.max(0, drainedMs - lastMs),
  );
}
