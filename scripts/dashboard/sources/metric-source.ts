/**
 * What pipelines measure of themselves, by processing time: the port of the dashboard. It has two ends: metric lines in
 * logs on a local cloud, which extracts no metrics from them, and CloudWatch in an account.
 */
export interface Quantiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** A step of time, `[atMs, atMs + stepMs)`. */
export interface MetricPoint extends Quantiles {
  readonly atMs: number;
  readonly count: number;
}

export interface MetricSeries {
  readonly stepMs: number;
  /** In order of time; steps without a value are left out. */
  readonly points: readonly MetricPoint[];
  /** Over the last minute that has values. */
  readonly latest: Quantiles;
  /** How many values lie in `[edge, next edge)` of `LATENCY_EDGES_MS`; the last one is open. */
  readonly histogram: readonly number[];
}

export interface MetricSource {
  series(metric: string, fromMs: number, toMs: number): Promise<MetricSeries>;
  /** What each metric adds up to; 0 for one that nothing was measured of. */
  sums(metrics: readonly string[], fromMs: number, toMs: number): Promise<readonly number[]>;
}

export const LATENCY_EDGES_MS = [
  0, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000,
] as const;

export const NO_QUANTILES: Quantiles = { p50: null, p95: null, p99: null };
