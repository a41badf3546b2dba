/** What flows and how fast: the panels "Lag & Throughput" and "Processing". */
import { type IWidget, MathExpression, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import type { MetricName } from "../../contract/index.ts";
import { serviceMetrics, type Watched } from "../alarms/index.ts";
import {
  consumerLag,
  incomingRecords,
  iteratorAge,
  lostRecords,
  ownMetric,
  processedRecords,
  unaccountedRecords,
} from "../metrics/index.ts";
import { eachBy, graph, labelled } from "./graph.ts";

/** Thresholds by alarm, as they stand. */
export type Thresholds = ReadonlyMap<string, number>;

const PERCENTILES = ["p50", "p95", "p99"];

/** The alarm's threshold, where the pipeline has the alarm. */
export function bound(thresholds: Thresholds, ...alarms: readonly string[]): Record<string, number> {
  const known = alarms.flatMap((alarm) => {
    const threshold = thresholds.get(alarm);
    return threshold === undefined ? [] : [[alarm, threshold] as const];
  });
  return Object.fromEntries(known);
}

export function lagAndThroughput(watched: Watched, thresholds: Thresholds): readonly IWidget[] {
  const sum = (name: MetricName) => ownMetric(watched, name, Stats.SUM);
  return [
    graph("Throughput", [labelled(incomingRecords(watched), "sent"), processedRecords(watched)], {
      unit: "records a minute",
    }),
    graph(
      "What became of records",
      ["Applied", "Late", "ExpiredLate", "DeadLettered", "Duplicates", "Heartbeats"].map((name) =>
        sum(name as MetricName),
      ),
      {
        unit: "records a minute",
      },
    ),
    graph("Records waiting", [consumerLag(watched)], {
      unit: "records",
      bounds: bound(thresholds, "consumer-lag"),
      right: [labelled(iteratorAge(watched), "iterator age")],
      rightUnit: "ms",
    }),
    graph("Conservation: sent minus accounted for", [unaccountedRecords(watched)], {
      unit: "records a minute",
    }),
    graph("Records lost", [lostRecords(watched, Duration.hours(1))], {
      unit: "records an hour",
      bounds: bound(thresholds, "conservation"),
    }),
    graph("Event-time lag", [ownMetric(watched, "EventTimeLag", Stats.AVERAGE)], {
      unit: "ms",
      bounds: bound(thresholds, "event-time-lag"),
    }),
    graph(
      "Watermark lag of the shards",
      [
        eachBy(watched, "shard", "WatermarkLag", "Maximum"),
        ownMetric(watched, "WatermarkLag", Stats.MAXIMUM),
      ],
      {
        unit: "ms",
        bounds: bound(thresholds, "watermark-stuck"),
      },
    ),
    graph(
      "Batches",
      [ownMetric(watched, "BatchSize", Stats.AVERAGE), ownMetric(watched, "BatchSize", Stats.MAXIMUM)],
      {
        unit: "records a batch",
      },
    ),
    graph("Windows", [ownMetric(watched, "OpenWindows", Stats.MAXIMUM)], {
      unit: "open windows",
      right: [sum("PanesFired"), sum("WindowsRetired")],
      rightUnit: "a minute",
    }),
  ];
}

export function processing(watched: Watched, thresholds: Thresholds): readonly IWidget[] {
  const percentiles = (name: MetricName) =>
    PERCENTILES.map((percentile) => ownMetric(watched, name, percentile));
  const sum = (name: MetricName) => ownMetric(watched, name, Stats.SUM);
  return [
    graph("Processing latency", percentiles("ProcessingLatency"), {
      unit: "ms",
      bounds: bound(thresholds, "latency-slo-p95", "latency-slo-p99"),
    }),
    graph("End-to-end latency", percentiles("EndToEndLatency"), {
      unit: "ms",
      bounds: bound(thresholds, "end-to-end-latency"),
    }),
    graph("Commits", percentiles("CommitDuration"), {
      unit: "ms",
      bounds: bound(thresholds, "commit-duration"),
    }),
    graph(
      "Backpressure: busy share of the shards' processors",
      [eachBy(watched, "shard", "Utilisation", "Maximum"), ownMetric(watched, "Utilisation", Stats.MAXIMUM)],
      {
        unit: "%",
        bounds: bound(thresholds, "backpressure"),
      },
    ),
    graph(
      "Failed and repeated work",
      [sum("CommitFailures"), sum("CommitConflicts"), sum("Retries"), sum("TimersLost")],
      {
        unit: "a minute",
      },
    ),
    graph("Availability", [ownMetric(watched, "Availability", Stats.AVERAGE)], { unit: "% of batches" }),
    graph("Pages", [ownMetric(watched, "PageBytesMax", Stats.MAXIMUM)], {
      unit: "bytes",
      bounds: bound(thresholds, "page-size"),
      right: [hitRatio(watched)],
      rightUnit: "%",
    }),
    graph("Writes", [sum("StateWrites"), sum("StateWriteUnits")], { unit: "a minute" }),
    ...answers(watched, thresholds),
  ];
}

/** What the pipeline's service answers, where it has one. */
function answers(watched: Watched, thresholds: Thresholds): readonly IWidget[] {
  const metrics = serviceMetrics(watched);
  if (metrics === undefined) return [];
  const { requests, latency, cacheFailures, untold } = metrics;
  const levels = ["RecommendProcessHits", "RecommendTableHits", "RecommendComputed"] as const;
  const sum = (name: MetricName) => ownMetric(watched, name, Stats.SUM);
  return [
    graph(
      "Answers",
      PERCENTILES.map((percentile) => ownMetric(watched, latency, percentile)),
      { unit: "ms", bounds: bound(thresholds, "answer-latency-slo-p95") },
    ),
    graph("Where answers were found", levels.map(sum), {
      unit: "a minute",
      right: [sum(requests)],
      rightUnit: "requests a minute",
    }),
    graph("What the service could not do", [sum("RecommendRefused"), sum(cacheFailures), sum(untold)], {
      unit: "a minute",
      right: [sum("RecommendImpressions")],
      rightUnit: "impressions a minute",
    }),
  ];
}

function hitRatio(watched: Watched): MathExpression {
  const usingMetrics = {
    hits: ownMetric(watched, "PageCacheHits", Stats.SUM),
    misses: ownMetric(watched, "PageCacheMisses", Stats.SUM),
  };
  return new MathExpression({
    label: "pages known, %",
    expression: "100 * hits / (hits + misses)",
    usingMetrics,
    period: Duration.minutes(1),
  });
}
