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
  return {
    series(metric, fromMs, toMs) {
      const stepMs = Math.ceil((toMs - fromMs) / POINTS_MAX / MINUTE_MS) * MINUTE_MS;
      return shared(`${metric} ${toMs - fromMs}`, () =>
        read({ client, pipeline, stage }, metric, fromMs, toMs, stepMs),
      );
    },
  };
}

interface Place {
  readonly client: CloudWatchClient;
  readonly pipeline: string;
  readonly stage: string;
}

async function read(
  { client, pipeline, stage }: Place,
  metric: string,
  fromMs: number,
  toMs: number,
  stepMs: number,
): Promise<MetricSeries> {
  const query = (id: string, stat: string, periodMs: number): MetricDataQuery => ({
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: METRIC_NAMESPACE,
        MetricName: metric,
        Dimensions: Object.entries(metricDimensions(pipeline, stage)).map(([Name, Value]) => {
          return { Name, Value };
        }),
      },
      Period: periodMs / MS_PER_S,
      Stat: stat,
    },
  });
  const wholeMs = Math.ceil((toMs - fromMs) / MINUTE_MS) * MINUTE_MS;
  const { MetricDataResults = [] } = await client.send(
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
