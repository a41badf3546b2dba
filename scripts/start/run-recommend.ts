/**
 * Load on the shop's `recommend` behind its traffic: what callers see, and that every impression which the function told is
 * accounted for by the pipeline.
 */
import type { Totals } from "../../lib/engine/index.ts";
import { seededRandom } from "../../lib/pipelines/traffic/index.ts";
import type { LocalCloud } from "../local-cloud/local-cloud.ts";
import { EmfFigures, type Quantiles } from "../metric-lines/emf-figures.ts";
import { systemClock } from "../producer/producer-clock.ts";
import type { LoadFigures } from "../recommend/load.ts";
import { loadText, shortfalls } from "../recommend/load-report.ts";
import { DEFAULT_VISITORS, visitorRequests } from "../recommend/visitors.ts";
import { recommendCaller } from "../recommend/recommend-caller.ts";
import { runWarmedLoad } from "../recommend/warmed-load.ts";
import { formatCount } from "../terminal/format-count.ts";
import type { ProgressBar } from "../terminal/progress-bar.ts";
import { pipelineHandle } from "./pipeline-handle.ts";
import { PipelineWatch } from "./pipeline-watch.ts";
import { accountedFor } from "./totals.ts";

export const SERVED_PIPELINE = "commerce";

export interface RecommendLoad {
  readonly rate: number;
  /** How long a request waits for others that go out in the same call; 0 for none. */
  readonly gatherMs: number;
  readonly durationMs: number;
  readonly seed: number;
}

export interface RecommendReport extends LoadFigures {
  /** Of the function alone, warm-up included. */
  readonly ownLatencyMs: Quantiles;
  /** Answers that recommended something, warm-up included. */
  readonly impressions: number;
  /** Those that the pipeline has not accounted for. */
  readonly impressionsInFlight: number;
}

export async function runRecommend(
  cloud: LocalCloud,
  { rate, gatherMs, durationMs, seed }: RecommendLoad,
  bar: ProgressBar,
): Promise<RecommendReport> {
  const handle = pipelineHandle(SERVED_PIPELINE, "local", cloud.outputs, cloud.clients);
  const silent: ProgressBar = { update() {}, stop() {} };
  const watch = await PipelineWatch.begin(cloud, handle, silent, () => {});
  const { ask, flyingMax } = recommendCaller(cloud.clients.lambda, handle.output("serviceName"), gatherMs);
  let impressions = 0;
  const figures = await runWarmedLoad({
    async ask(request) {
      const answer = await ask(request);
      // Each answer that recommends something is an impression.
      if (answer.items.length > 0) impressions += 1;
      return answer;
    },
    clock: systemClock,
    requestOf: visitorRequests(DEFAULT_VISITORS, seededRandom(seed)),
    rate,
    durationMs,
    flyingMax,
    signal: cloud.signal,
    onProgress: ({ answered, latencyMs: { p95 } }) =>
      bar.update(answered, `p95 ${formatCount(p95 ?? undefined)} ms`),
  });
  // What is put again, since nobody knows whether it was taken, is a duplicate.
  const putOf = ({ duplicates }: Totals) => impressions + duplicates;
  await watch.untilDrained(putOf);
  const logGroup = handle.output("serviceLogGroup");
  const own = await new EmfFigures(cloud.clients.logs, logGroup, watch.startedMs).readOn();
  return {
    ...figures,
    ownLatencyMs: own.quantiles("RecommendLatency"),
    impressions,
    impressionsInFlight: putOf(watch.totals) - accountedFor(watch.totals),
  };
}

export function recommendText(report: RecommendReport): string {
  const { ownLatencyMs, impressions, impressionsInFlight } = report;
  const { p50, p95, p99 } = ownLatencyMs;
  const known = (value: number | null) => formatCount(value ?? undefined);
  return [
    loadText(report),
    `  in the function, ms      p50 ${known(p50)}  p95 ${known(p95)}  p99 ${known(p99)}`,
    `  impressions              ${formatCount(impressions)}, ${formatCount(impressionsInFlight)} of them in flight`,
  ].join("\n");
}

/**
 * Every way in which it falls short, or contradicts the law; empty when it does not. Latencies are held to the objective from
 * the function's pick-up on, as the pipelines' are: what lies before it is the emulator's.
 */
export function recommendViolations(report: RecommendReport): readonly string[] {
  const found = [...shortfalls({ ...report, latencyMs: report.ownLatencyMs })];
  if (report.impressionsInFlight !== 0) {
    found.push(`recommend: ${report.impressionsInFlight} impressions are lost or counted twice`);
  }
  return found;
}
