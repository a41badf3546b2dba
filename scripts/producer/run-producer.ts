/**
 * A producer's run: make the records whose slots have passed, send them, wait for the next batch interval, until the
 * duration is over or the signal aborts. Either way what was made is sent before the run ends.
 *
 * Records are made only when they can be sent, so a slow sink slows the run down instead of filling the memory.
 */
import { seededRandom } from "../../lib/pipelines/traffic/index.ts";
import { type GroundTruth, GroundTruthCounter } from "./ground-truth.ts";
import { type Figures, Meter } from "./meter.ts";
import { Pacer } from "./pacer.ts";
import type { ProducedRecord } from "./produced-record.ts";
import { type ProducerClock, systemClock } from "./producer-clock.ts";
import { producerPipeline, type SourceOptions } from "./producer-pipelines.ts";
import type { RecordSink } from "./record-sink.ts";
import { SendQueue } from "./send-queue.ts";
import { SendFailure, type SentCall, sendAll } from "./sender.ts";

export const STATISTICS_INTERVAL_MS = 10_000;
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
  readonly onStatistics?: ((statistics: ProducerStatistics) => void) | undefined;
}

export interface ProducerStatistics {
  readonly total: Figures;
  /** Since the last statistics. */
  readonly interval: Figures;
}

/** `sent` counts the records that the stream accepted. */
export interface ProducerReport extends Figures, GroundTruth {
  /** Made, but not accepted: 0 unless the run failed. */
  readonly unsent: number;
  /** Slots that were skipped because sending had fallen behind by more than a second. */
  readonly skipped: number;
  /** When the stream last accepted a record, ms since 1970; null for none. */
  readonly lastSentAtMs: number | null;
  /** Why the run ended early; null when it did not, or was aborted. */
  readonly failure: string | null;
}

export async function runProducer(run: ProducerRun): Promise<ProducerReport> {
  const { signal, clock = systemClock, batchIntervalMs = DEFAULT_BATCH_INTERVAL_MS } = run;
  const source = producerPipeline(run.pipeline).traffic(run);
  const queue = new SendQueue<ProducedRecord>();
  const pacer = new Pacer({ rate: run.rate, startMs: clock.now(), durationMs: run.durationMs });
  const ledger = new RunLedger(clock, run.onStatistics);
  const random = seededRandom(run.seed);
  const sender = { sink: run.sink, queue, clock, random, onCall: (call: Call) => ledger.count(call) };
  let failure: string | null = null;
  try {
    while (!signal?.aborted && !pacer.isOver(clock.now())) {
      await clock.sleep(pacer.waitMs(clock.now(), batchIntervalMs), signal);
      for (const slotMs of pacer.due(clock.now())) queue.push(source.next(slotMs));
      await sendAll(sender);
      ledger.tellStatistics();
    }
  } catch (error) {
    if (!(error instanceof SendFailure)) throw error;
    failure = error.message;
  }
  return { ...ledger.report(), unsent: queue.size, skipped: pacer.skipped, failure };
}

type Call = SentCall<ProducedRecord>;

/** What has been counted of a run so far. */
class RunLedger {
  readonly #clock: ProducerClock;
  readonly #onStatistics: ProducerRun["onStatistics"];
  readonly #truth = new GroundTruthCounter();
  readonly #total: Meter;
  #interval: Meter;
  #tellAtMs: number;
  #lastSentAtMs: number | null = null;

  constructor(clock: ProducerClock, onStatistics: ProducerRun["onStatistics"]) {
    this.#clock = clock;
    this.#onStatistics = onStatistics;
    this.#total = new Meter(clock.now());
    this.#interval = new Meter(clock.now());
    this.#tellAtMs = clock.now() + STATISTICS_INTERVAL_MS;
  }

  count(call: Call): void {
    this.#truth.count(call);
    this.#total.count(call);
    this.#interval.count(call);
    if (call.accepted.length > 0) this.#lastSentAtMs = this.#clock.now();
    // A call that is refused for long must not silence the statistics that show it.
    if (call.refused > 0) this.tellStatistics();
  }

  tellStatistics(): void {
    const nowMs = this.#clock.now();
    if (nowMs < this.#tellAtMs) return;
    this.#onStatistics?.({ total: this.#total.figures(nowMs), interval: this.#interval.figures(nowMs) });
    this.#interval = new Meter(nowMs);
    while (this.#tellAtMs <= nowMs) this.#tellAtMs += STATISTICS_INTERVAL_MS;
  }

  report(): Figures & GroundTruth & { readonly lastSentAtMs: number | null } {
    const figures = this.#total.figures(this.#clock.now());
    return { ...figures, ...this.#truth.truth(), lastSentAtMs: this.#lastSentAtMs };
  }
}
