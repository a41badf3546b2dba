/**
 * A producer's run: make the records whose slots have passed, send them, wait for the next batch interval, until the
 * duration is over or the signal aborts. Either way what was made is sent before the run ends.
 *
 * Records are made only when they can be sent, so a slow sink slows the run down instead of filling the memory.
 */
import { seededRandom } from "../../lib/pipelines/traffic/index.ts";
import { type GroundTruth, GroundTruthCounter } from "./ground-truth.ts";
import { Pacer } from "./pacer.ts";
import type { Episode, ProducedRecord } from "./produced-record.ts";
import { type ProducerClock, systemClock } from "./producer-clock.ts";
import { producerPipeline, type SourceOptions } from "./producer-pipelines.ts";
import type { RecordSink } from "./record-sink.ts";
import { RunMeter, type RunFigures, type TellStatistics } from "./run-meter.ts";
import { SendQueue } from "./send-queue.ts";
import { SendFailure, type SentCall, sendAll } from "./sender.ts";

export const DEFAULT_BATCH_INTERVAL_MS = 100;

export interface ProducerRun extends SourceOptions {
  readonly pipeline: string;
  readonly sink: RecordSink;
  /** Records a second. */
  readonly rate: number;
  /** Undefined for a run that only the signal ends. */
  readonly durationMs?: number | undefined;
  readonly chaos: number;
  readonly seed: number;
  readonly batchIntervalMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: ProducerClock | undefined;
  /** Called every ten seconds while the run lasts. */
  readonly onStatistics?: TellStatistics | undefined;
}

/** `sent` counts the records that the stream accepted. */
export interface ProducerReport extends RunFigures, GroundTruth {
  /** Made, but not accepted: 0 unless the run failed. */
  readonly unsent: number;
  /** Slots that were skipped because sending had fallen behind by more than a second. */
  readonly skipped: number;
  /** Why the run ended early; null when it did not, or was aborted. */
  readonly failure: string | null;
  /** What the pipeline must find; empty where a pipeline's traffic has nothing of the kind. */
  readonly episodes: readonly Episode[];
}

export async function runProducer(run: ProducerRun): Promise<ProducerReport> {
  const { signal, clock = systemClock, batchIntervalMs = DEFAULT_BATCH_INTERVAL_MS } = run;
  const source = producerPipeline(run.pipeline).traffic(run);
  const queue = new SendQueue<ProducedRecord>();
  const pacer = new Pacer({ rate: run.rate, startMs: clock.now(), durationMs: run.durationMs });
  const meter = new RunMeter(clock, run.onStatistics);
  const truth = new GroundTruthCounter();
  const random = seededRandom(run.seed);
  const onCall = (call: SentCall<ProducedRecord>) => {
    truth.count(call);
    meter.count(call);
  };
  const sender = { sink: run.sink, queue, clock, random, onCall };
  let failure: string | null = null;
  try {
    while (!signal?.aborted && !pacer.isOver(clock.now())) {
      await clock.sleep(pacer.waitMs(clock.now(), batchIntervalMs), signal);
      for (const slotMs of pacer.due(clock.now())) queue.push(source.next(slotMs));
      await sendAll(sender);
      meter.tellStatistics();
    }
  } catch (error) {
    if (!(error instanceof SendFailure)) throw error;
    failure = error.message;
  }
  const episodes = source.episodes?.() ?? [];
  return {
    ...meter.figures(),
    ...truth.truth(),
    unsent: queue.size,
    skipped: pacer.skipped,
    failure,
    episodes,
  };
}
