/**
 * A pipeline while it runs: what became of its records so far, its rate, lag and latencies, on a progress bar.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Totals } from "../../lib/engine/index.ts";
import type { LocalCloud } from "../local-cloud/local-cloud.ts";
import { EmfFigures, type Quantiles } from "../metric-lines/emf-figures.ts";
import { addAll } from "../process/summary.ts";
import { formatCount } from "../terminal/format-count.ts";
import { formatDuration } from "../terminal/format-duration.ts";
import type { ProgressBar } from "../terminal/progress-bar.ts";
import type { PipelineHandle } from "./pipeline-handle.ts";
import { accountedFor, pipelineTotals, since } from "./totals.ts";

const POLL_MS = 500;
/** When all is sent, the end is waited for more closely. */
const DRAIN_POLL_MS = 100;
/** Latencies are read from the log: cheap, but not free. */
const LATENCY_INTERVAL_MS = 5_000;
/** Nothing accounted for during this time: the pipeline has stopped, and waiting will not help. */
const STALL_MS = 60_000;

export class PipelineWatch {
  readonly startedMs = Date.now();
  readonly #cloud: LocalCloud;
  readonly #handle: PipelineHandle;
  readonly #bar: ProgressBar;
  readonly #before: Totals;
  readonly #onFirstEvent: () => void;
  readonly #figures: EmfFigures;
  #totals: Totals;
  #latencyReadMs = this.startedMs;

  constructor(
    cloud: LocalCloud,
    handle: PipelineHandle,
    bar: ProgressBar,
    before: Totals,
    onFirstEvent: () => void,
  ) {
    this.#cloud = cloud;
    this.#handle = handle;
    this.#bar = bar;
    this.#before = before;
    this.#totals = since(before, before);
    this.#onFirstEvent = onFirstEvent;
    this.#figures = new EmfFigures(cloud.clients.logs, handle.output("processorLogGroup"), this.startedMs);
  }

  /** Counts from what the pipeline has done so far: it may have run before. */
  static async begin(
    cloud: LocalCloud,
    handle: PipelineHandle,
    bar: ProgressBar,
    onFirstEvent: () => void,
  ): Promise<PipelineWatch> {
    return new PipelineWatch(cloud, handle, bar, await pipelineTotals(handle.state), onFirstEvent);
  }

  /** How many records the pipeline had accounted for when this began. */
  get before(): number {
    return accountedFor(this.#before);
  }

  get totals(): Totals {
    return this.#totals;
  }

  /** What the processor has logged of itself since this began. */
  async figures(): Promise<EmfFigures> {
    return this.#figures.readOn();
  }

  /** Looks on until the signal aborts. */
  async whileProducing(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look();
      await delay(POLL_MS, undefined, { signal }).catch(() => {});
    }
  }

  /**
   * Waits until as many records are accounted for as were sent, or nothing moves any more; the moment when it was so.
   *
   * @param sentOf how many were sent, copies that only the pipeline can tell included.
   */
  async untilDrained(sentOf: (totals: Totals) => number): Promise<number> {
    let movedMs = Date.now();
    for (;;) {
      const known = accountedFor(this.#totals);
      await this.#look();
      const now = accountedFor(this.#totals);
      if (now >= sentOf(this.#totals)) return Date.now();
      if (now !== known) movedMs = Date.now();
      if (Date.now() - movedMs > STALL_MS) return Date.now();
      this.#cloud.signal.throwIfAborted();
      await delay(DRAIN_POLL_MS);
    }
  }

  async #look(): Promise<void> {
    const wasEmpty = accountedFor(this.#totals) === 0;
    const shards = await this.#handle.state.listProgress();
    this.#totals = since(this.#before, addAll(shards.map(({ totals }) => totals)));
    const accounted = accountedFor(this.#totals);
    if (wasEmpty && accounted > 0) this.#onFirstEvent();
    if (Date.now() - this.#latencyReadMs > LATENCY_INTERVAL_MS) {
      this.#latencyReadMs = Date.now();
      await this.#figures.readOn();
    }
    const lagMs = Date.now() - Math.min(...shards.map(({ watermarkMs }) => watermarkMs));
    const perSecond = (1000 * accounted) / Math.max(1, Date.now() - this.startedMs);
    this.#bar.update(
      accounted,
      liveText(this.#totals, perSecond, lagMs, this.#figures.quantiles("ProcessingLatency")),
    );
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
