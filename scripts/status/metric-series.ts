/**
 * The metrics that the status looks at, as queries to CloudWatch, and the answers as series by the minute.
 * Invariant: a metric is asked for by exactly the namespace, name and dimensions under which it is emitted; one that the
 * cloud does not have is an empty series and never a zero.
 */
import type { Metric, MetricDataQuery, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import { METRIC_NAMESPACE, type MetricName, metricDimensions } from "../../lib/contract/index.ts";
import type { Telemetry } from "../../lib/engine/index.ts";

/** Values by the minute, oldest first. */
export type Series = readonly number[];

/** `<metric>.<statistic>`, e.g. `ProcessingLatency.p99`. */
export type SeriesByName = (name: string) => Series;

export interface MetricPlace {
  readonly stage: string;
  readonly pipeline: string;
  readonly telemetry: Telemetry | undefined;
  readonly streamName: string;
  readonly deadLetterQueueName: string;
}

interface NamedQuery {
  readonly name: string;
  readonly query: MetricDataQuery;
}

const PERIOD_SECONDS = 60;

const OURS: readonly (readonly [MetricName, string])[] = [
  ["ProcessingLatency", "p50"],
  ["ProcessingLatency", "p95"],
  ["ProcessingLatency", "p99"],
  ["EndToEndLatency", "p50"],
  ["EndToEndLatency", "p95"],
  ["EndToEndLatency", "p99"],
  ["late_data_rate", "Average"],
  ["late_data_rate", "SampleCount"],
  ["BatchSize", "Sum"],
  ["Applied", "Sum"],
  ["ExpiredLate", "Sum"],
  ["DeadLettered", "Sum"],
  ["Duplicates", "Sum"],
  ["Heartbeats", "Sum"],
];

/** The pipeline's own metrics that somebody is alarmed of, and those of AWS that no emulator has. */
export function metricQueries(place: MetricPlace): readonly NamedQuery[] {
  const { stage, pipeline, telemetry, streamName, deadLetterQueueName } = place;
  const ours = (MetricName: string): Metric => ({
    Namespace: METRIC_NAMESPACE,
    MetricName,
    Dimensions: Object.entries(metricDimensions(pipeline, stage)).map(([Name, Value]) => ({ Name, Value })),
  });
  const own = Object.entries(telemetry?.metrics ?? {}).flatMap(([name, { alarm }]) =>
    alarm === undefined ? [] : [[ours(name), alarm.statistic] as const],
  );
  const incoming = metricOfAws("AWS/Kinesis", "IncomingRecords", "StreamName", streamName);
  const oldest = metricOfAws("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", deadLetterQueueName);
  const asked = [
    ...OURS.map(([name, statistic]) => [ours(name), statistic] as const),
    ...own,
    [incoming, "Sum"] as const,
    [oldest, "Maximum"] as const,
  ];
  return asked.map(([Metric, Stat], i) => ({
    name: `${Metric.MetricName}.${Stat}`,
    query: { Id: `q${i}`, MetricStat: { Metric, Stat, Period: PERIOD_SECONDS } },
  }));
}

/** @param results of the queries' ids, possibly in several parts and in any order of time. */
export function seriesOf(queries: readonly NamedQuery[], results: readonly MetricDataResult[]): SeriesByName {
  const points = new Map<string, [timeMs: number, value: number][]>();
  for (const { Id = "", Timestamps = [], Values = [] } of results) {
    const known = points.get(Id) ?? [];
    points.set(Id, known);
    for (const [i, time] of Timestamps.entries()) {
      const value = Values[i];
      if (value !== undefined) known.push([time.getTime(), value]);
    }
  }
  const series = new Map<string, Series>();
  for (const { name, query } of queries) {
    const sorted = (points.get(query.Id ?? "") ?? []).toSorted(([one], [other]) => one - other);
    series.set(
      name,
      sorted.map(([, value]) => value),
    );
  }
  return (name) => series.get(name) ?? [];
}

function metricOfAws(Namespace: string, MetricName: string, Name: string, Value: string): Metric {
  return { Namespace, MetricName, Dimensions: [{ Name, Value }] };
}
