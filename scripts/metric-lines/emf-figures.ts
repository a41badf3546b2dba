/**
 * Figures from the metric lines (EMF) that a function has logged since a moment: sums, and quantiles over all
 * values. They are what CloudWatch would have extracted, read where every endpoint keeps them.
 */
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DDSketch } from "@datadog/sketches-js";
import { emfValues } from "./emf-values.ts";
import { LogTail } from "./log-tail.ts";

export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

const NO_QUANTILES: Quantiles = { p50: null, p95: null, p99: null };

const RELATIVE_ACCURACY = 0.01;

export class EmfFigures {
  readonly #tail: LogTail;
  readonly #sketches = new Map<string, DDSketch>();

  constructor(client: CloudWatchLogsClient, logGroupName: string, sinceMs: number) {
    this.#tail = new LogTail(client, logGroupName, sinceMs);
  }

  /** Takes in what was logged since the last time; calls must not overlap. */
  async readOn(): Promise<this> {
    for (const { message } of await this.#tail.read()) this.#add(message);
    return this;
  }

  sum(metric: string): number {
    return this.#sketches.get(metric)?.sum ?? 0;
  }

  count(metric: string): number {
    return this.#sketches.get(metric)?.count ?? 0;
  }

  quantiles(metric: string): Quantiles {
    const sketch = this.#sketches.get(metric);
    if (sketch === undefined || sketch.count === 0) return NO_QUANTILES;
    const at = (rank: number) => Math.round(sketch.getValueAtQuantile(rank) * 100) / 100;
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }

  #add(line: string): void {
    for (const [name, values] of emfValues(line)) {
      const sketch = this.#sketches.get(name) ?? new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });
      for (const value of values) sketch.accept(value);
      this.#sketches.set(name, sketch);
    }
  }
}
