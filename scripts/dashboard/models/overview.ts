/** The overview: each pipeline's health in words, what became of its records, throughput and latency against its objective. */
import type { Totals } from "../../../lib/engine/index.ts";
import { accountedFor } from "../../start/totals.ts";
import type { ProgressSample } from "../server/progress-history.ts";
import type { MetricSeries, Quantiles } from "../sources/metric-source.ts";
import { liveRates, lagOf, rateSeries, type RateSeries } from "./rates.ts";

export type HealthLevel = "good" | "idle" | "watch" | "bad";

export interface Health {
  readonly level: HealthLevel;
  readonly text: string;
}

/** What is promised of the processing latency. */
export interface Objective {
  readonly quantile: "p95" | "p99";
  readonly targetMs: number;
}

export interface PipelineOverview {
  readonly name: string;
  readonly health: Health;
  readonly totals: Totals;
  readonly accounted: number;
  /** null where nobody counts what is sent. */
  readonly sent: number | null;
  readonly inFlight: number | null;
  readonly perSecond: number | null;
  readonly lagMs: number | null;
  readonly latency: Quantiles;
  readonly objective: Objective | null;
  readonly rates: RateSeries;
  readonly latencies: Pick<MetricSeries, "points" | "stepMs">;
}

export interface OverviewModel {
  readonly view: "overview";
  /** Processing time. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly pipelines: readonly PipelineOverview[];
}

export interface OverviewInput {
  readonly name: string;
  readonly objective: Objective | null;
  readonly samples: readonly ProgressSample[];
  readonly series: MetricSeries;
  readonly sent: number | null;
}

/** A producer that pauses for so long has stopped, as far as people are concerned. */
const IDLE_AFTER_MS = 30_000;
/** What is quiet has the out-of-orderness more lag than it is quiet: what is farther behind falls behind. */
const LAG_WATCH_MS = 40_000;

export function overviewModel(inputs: readonly OverviewInput[], fromMs: number, toMs: number): OverviewModel {
  return {
    view: "overview",
    fromMs,
    toMs,
    pipelines: inputs.map((input) => pipelineOverview(input, fromMs, toMs)),
  };
}

function pipelineOverview(input: OverviewInput, fromMs: number, toMs: number): PipelineOverview {
  const { name, objective, samples, series, sent } = input;
  const last = samples.at(-1);
  const totals = last?.totals ?? { applied: 0, expiredLate: 0, deadLettered: 0, duplicates: 0 };
  const accounted = accountedFor(totals);
  const inFlight = sent === null ? null : Math.max(0, sent - accounted);
  return {
    name,
    health: healthOf(last, series.latest, objective, inFlight),
    totals,
    accounted,
    sent,
    inFlight,
    perSecond: liveRates(samples)?.all ?? null,
    lagMs: last === undefined ? null : lagOf(last),
    latency: series.latest,
    objective,
    rates: rateSeries(samples, fromMs, toMs),
    latencies: { points: series.points, stepMs: series.stepMs },
  };
}

export function healthOf(
  last: ProgressSample | undefined,
  latency: Quantiles,
  objective: Objective | null,
  inFlight: number | null = null,
): Health {
  if (last === undefined || accountedFor(last.totals) === 0) {
    return { level: "idle", text: "Nothing has come yet" };
  }
  const quietMs = last.atMs - Math.max(...last.shards.map(({ activeAtMs }) => activeAtMs));
  if (quietMs > IDLE_AFTER_MS && (inFlight ?? 0) > 0) {
    return { level: "watch", text: `Stands still: records wait for ${wordsOf(quietMs)}` };
  }
  if (quietMs > IDLE_AFTER_MS) return { level: "idle", text: `Idle: nothing new for ${wordsOf(quietMs)}` };
  const measured = objective === null ? null : latency[objective.quantile];
  if (objective !== null && measured !== null && measured > objective.targetMs) {
    return { level: "bad", text: `Slow: ${objective.quantile} above ${objective.targetMs} ms` };
  }
  const lagMs = lagOf(last);
  if (lagMs !== null && lagMs > LAG_WATCH_MS) {
    return { level: "watch", text: `Behind: event time lags by ${wordsOf(lagMs)}` };
  }
  return { level: "good", text: measured === null ? "Healthy" : "Healthy: within its objective" };
}

function wordsOf(durationMs: number): string {
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
