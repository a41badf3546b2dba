/**
 * Metrics of a local cloud: the metric lines (EMF) that functions have logged, read on from where the last look
 * ended, and only while somebody looks.
 */
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { emfValues } from "../../metric-lines/emf-values.ts";
import { LogTail } from "../../metric-lines/log-tail.ts";
import { MetricBuckets } from "./metric-buckets.ts";
import type { MetricSource } from "./metric-source.ts";

/** What was logged before the first look is read so far back. */
const FIRST_LOOK_MS = 300_000;
const LOOK_INTERVAL_MS = 2_000;
/** A metric's name comes out of a log; more than these are no pipeline's. */
const METRICS_MAX = 64;

export class LogMetrics implements MetricSource {
  readonly #tails: readonly LogTail[];
  readonly #now: () => number;
  readonly #metrics = new Map<string, MetricBuckets>();
  #lookedMs = Number.NEGATIVE_INFINITY;
  #looking: Promise<unknown> | undefined;

  constructor(client: CloudWatchLogsClient, logGroups: readonly string[], now: () => number = Date.now) {
    this.#tails = logGroups.map((name) => new LogTail(client, name, now() - FIRST_LOOK_MS));
    this.#now = now;
  }

  async series(metric: string, fromMs: number, toMs: number) {
    await this.#look();
    return (this.#metrics.get(metric) ?? new MetricBuckets()).series(fromMs, toMs);
  }

  async sums(metrics: readonly string[], fromMs: number, toMs: number) {
    await this.#look();
    return metrics.map((metric) => this.#metrics.get(metric)?.sum(fromMs, toMs) ?? 0);
  }

  /** Views that ask at once look once. */
  async #look(): Promise<void> {
    if (this.#looking === undefined && this.#now() - this.#lookedMs < LOOK_INTERVAL_MS) return;
    this.#looking ??= Promise.all(this.#tails.map((tail) => this.#read(tail))).finally(() => {
      this.#looking = undefined;
      this.#lookedMs = this.#now();
    });
    await this.#looking;
  }

  async #read(tail: LogTail): Promise<void> {
    for (const { timestampMs, message } of await tail.read()) this.#add(timestampMs, message);
  }

  #add(timestampMs: number, message: string): void {
    for (const [metric, values] of emfValues(message)) {
      const known = this.#metrics.get(metric);
      if (known === undefined && this.#metrics.size >= METRICS_MAX) continue;
      const buckets = known ?? new MetricBuckets();
      this.#metrics.set(metric, buckets);
      buckets.add(timestampMs, values);
    }
  }
}
