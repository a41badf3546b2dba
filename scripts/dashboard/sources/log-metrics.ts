/**
 * Metrics of a local cloud: the metric lines (EMF) that functions have logged, read on from where the last look
 * ended, and only while somebody looks.
 */
import { type CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { emfValues } from "../../start/emf-figures.ts";
import { MetricBuckets } from "./metric-buckets.ts";
import type { MetricSource } from "./metric-source.ts";

/** What was logged before the first look is read so far back. */
const FIRST_LOOK_MS = 300_000;
const LOOK_INTERVAL_MS = 2_000;
/** Lines become visible a little out of order: the last seconds are read again, and known lines passed over. */
const OVERLAP_MS = 2_000;
/** A metric's name comes out of a log; more than these are no pipeline's. */
const METRICS_MAX = 64;

interface LogGroupReading {
  readonly name: string;
  readFromMs: number;
  seen: Map<string, number>;
}

export class LogMetrics implements MetricSource {
  readonly #client: CloudWatchLogsClient;
  readonly #groups: readonly LogGroupReading[];
  readonly #now: () => number;
  readonly #metrics = new Map<string, MetricBuckets>();
  #lookedMs = Number.NEGATIVE_INFINITY;
  #looking: Promise<unknown> | undefined;

  constructor(client: CloudWatchLogsClient, logGroups: readonly string[], now: () => number = Date.now) {
    this.#client = client;
    this.#groups = logGroups.map((name) => ({ name, readFromMs: now() - FIRST_LOOK_MS, seen: new Map() }));
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
    this.#looking ??= Promise.all(this.#groups.map((group) => this.#read(group))).finally(() => {
      this.#looking = undefined;
      this.#lookedMs = this.#now();
    });
    await this.#looking;
  }

  async #read(group: LogGroupReading): Promise<void> {
    const request = { logGroupName: group.name, startTime: group.readFromMs };
    let newestMs = group.readFromMs + OVERLAP_MS;
    for await (const { events = [] } of paginateFilterLogEvents({ client: this.#client }, request)) {
      for (const { eventId, logStreamName, timestamp = 0, message = "" } of events) {
        newestMs = Math.max(newestMs, timestamp);
        // Not every emulator gives events an id; a line with its place and time is as good.
        const id = eventId ?? `${logStreamName} ${timestamp} ${message}`;
        if (group.seen.has(id)) continue;
        group.seen.set(id, timestamp);
        this.#add(timestamp, message);
      }
    }
    group.readFromMs = newestMs - OVERLAP_MS;
    group.seen = new Map([...group.seen].filter(([, timestamp]) => timestamp >= group.readFromMs));
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
