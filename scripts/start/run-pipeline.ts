/** One pipeline under its producer: traffic, live figures, drain, report. */
import type { LocalCloud } from "../local-cloud/local-cloud.ts";
import { kinesisSink } from "../producer/kinesis-sink.ts";
import { runProducer } from "../producer/run-producer.ts";
import type { ProgressBar } from "../terminal/progress-bar.ts";
import { UserError } from "../terminal/user-error.ts";
import { readEmfFigures } from "./emf-figures.ts";
import { pipelineHandle } from "./pipeline-handle.ts";
import { PipelineWatch } from "./pipeline-watch.ts";
import { type PipelineReport, pipelineReport } from "./report.ts";

export interface Traffic {
  readonly rate: number;
  readonly durationMs: number;
  readonly sensors: number;
  readonly chaos: number;
  readonly seed: number;
}

export async function runPipeline(
  cloud: LocalCloud,
  name: string,
  traffic: Traffic,
  bar: ProgressBar,
  onFirstEvent: () => void,
): Promise<PipelineReport> {
  const handle = pipelineHandle(name, "local", cloud.outputs, cloud.clients);
  const watch = await PipelineWatch.begin(cloud, handle, bar, onFirstEvent);
  const producing = new AbortController();
  const watching = watch.whileProducing(AbortSignal.any([producing.signal, cloud.signal]));
  const sink = kinesisSink(cloud.clients.kinesis, handle.output("streamName"));
  const produced = await runProducer({ pipeline: name, sink, ...traffic, signal: cloud.signal });
  producing.abort();
  await watching;
  if (produced.failure !== null) throw new UserError(`Cannot go on producing: ${produced.failure}`);
  const drainedMs = await watch.untilDrained(produced.sent);
  const figures = await readEmfFigures(
    cloud.clients.logs,
    handle.output("processorLogGroup"),
    watch.startedMs,
  );
  const lastMs = produced.lastSentAtMs ?? watch.startedMs;
  const elapsedMs = drainedMs - watch.startedMs;
  return pipelineReport(produced, watch.totals, figures, elapsedMs, Math.max(0, drainedMs - lastMs));
}
