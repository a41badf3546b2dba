/**
 * Metrics of an account: CloudWatch's own statistics. A figure a second would cost money and say nothing new, since
 * CloudWatch has one a minute: what was asked is kept for a while.
 */
import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import { METRIC_NAMESPACE, metricDimensions } from "../../../lib/contract/index.ts";
import {
  LATENCY_EDGES_MS,
  type MetricPoint,
  type MetricSeries,
  type MetricSource,
  NO_QUANTILES,
} from "./metric-source.ts";
import { sharedFor } from "./shared-reads.ts";

const KEPT_MS = 20_000;
const MINUTE_MS = 60_000;
/** As many points as a chart has room for. */
const POINTS_MAX = 180;
const MS_PER_S = 1000;

export function cloudwatchMetrics(client: CloudWatchClient, pipeline: string, stage: string): MetricSource {
  const shared = sharedFor(KEPT_MS);
  const place = { client, pipeline, stage };
  return {
    series(metric, fromMs, toMs) {
      const stepMs = Math.ceil((toMs - fromMs) / POINTS_MAX / MINUTE_MS) * MINUTE_MS;
      return shared(`${metric} ${toMs - fromMs}`, () => read(place, metric, fromMs, toMs, stepMs));
    },
    sums: (metrics, fromMs, toMs) =>
      shared(`sums ${metrics.join()} ${toMs - fromMs}`, () => readSums(place, metrics, fromMs, toMs)),
  };
}

interface Place {
  readonly client: CloudWatchClient;
  readonly pipeline: string;
  readonly stage: string;
}

async function read(
  place: Place,
  metric: string,
  fromMs: number,
  toMs: number,
  stepMs: number,
): Promise<MetricSeries> {
  const query = (id: string, stat: string, periodMs: number) =>
    metricQuery(place, metric, id, stat, periodMs);
  const wholeMs = Math.ceil((toMs - fromMs) / MINUTE_MS) * MINUTE_MS;
  const { MetricDataResults = [] } = await place.client.send(
    new GetMetricDataCommand({
      StartTime: new Date(fromMs),
      EndTime: new Date(toMs),
      ScanBy: "TimestampAscending",
      MetricDataQueries: [
        ...["p50", "p95", "p99", "SampleCount"].map((stat) =>
          query(`step_${stat.toLowerCase()}`, stat, stepMs),
        ),
        ...LATENCY_EDGES_MS.map((edge, i) => query(`bin_${i}`, rankStatistic(edge, i), wholeMs)),
      ],
    }),
  );
  const results = new Map(
    MetricDataResults.map(({ Id = "", Timestamps = [], Values = [] }) => {
      return [Id, new Map(Timestamps.map((at, i) => [at.getTime(), Values[i] ?? 0]))] as const;
    }),
  );
  return seriesOf(results, stepMs);
}

async function readSums(
  place: Place,
  metrics: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<readonly number[]> {
  const { MetricDataResults = [] } = await place.client.send(
    new GetMetricDataCommand({
      StartTime: new Date(fromMs),
      EndTime: new Date(toMs),
      MetricDataQueries: metrics.map((metric, i) => metricQuery(place, metric, `sum_${i}`, "Sum", MINUTE_MS)),
    }),
  );
  const values = new Map(MetricDataResults.map(({ Id = "", Values = [] }) => [Id, Values]));
  return metrics.map((_, i) => (values.get(`sum_${i}`) ?? []).reduce((sum, value) => sum + value, 0));
}

function metricQuery(
  { pipeline, stage }: Place,
  metric: string,
  id: string,
  stat: string,
  periodMs: number,
): MetricDataQuery {
  const dimensions = Object.entries(metricDimensions(pipeline, stage));
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: METRIC_NAMESPACE,
        MetricName: metric,
        Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodMs / MS_PER_S,
      Stat: stat,
    },
  };
}

/** The share of values in a bin, in percent: `PR(10:15)`. */
function rankStatistic(edge: number, i: number): string {
  return `PR(${edge}:${LATENCY_EDGES_MS[i + 1] ?? ""})`;
}

/** @param results values by time, by the query's id. */
export function seriesOf(
  results: ReadonlyMap<string, ReadonlyMap<number, number>>,
  stepMs: number,
): MetricSeries {
  const at = (id: string, atMs: number) => results.get(id)?.get(atMs) ?? null;
  const points: MetricPoint[] = [...(results.get("step_samplecount") ?? [])]
    .filter(([, count]) => count > 0)
    .map(([atMs, count]) => {
      return { atMs, count, p50: at("step_p50", atMs), p95: at("step_p95", atMs), p99: at("step_p99", atMs) };
    });
  const total = points.reduce((sum, { count }) => sum + count, 0);
  const { p50, p95, p99 } = points.at(-1) ?? NO_QUANTILES;
  return {
    stepMs,
    points,
    latest: { p50, p95, p99 },
    histogram: LATENCY_EDGES_MS.map((_, i) => {
      const [share = 0] = results.get(`bin_${i}`)?.values() ?? [];
      return Math.round((share / 100) * total);
    }),
  };
}
