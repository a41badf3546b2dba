/** The alarms on what a pipeline measures of itself. */
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import { METRIC_NAMESPACE, metricDimensions } from "../../contract/index.ts";
import type { AlarmRule } from "../../engine/index.ts";
import type { Topology } from "../topology.ts";
import type { AlarmSpec } from "./alarm-spec.ts";

const STATISTICS: Readonly<Record<AlarmRule["statistic"], string>> = {
  Sum: Stats.SUM,
  Average: Stats.AVERAGE,
  Maximum: Stats.MAXIMUM,
  p99: Stats.percentile(99),
};

export function telemetryAlarms(
  { name: pipeline, telemetry }: Topology,
  stage: string,
): readonly AlarmSpec[] {
  return Object.entries(telemetry?.metrics ?? {}).flatMap(([name, { alarm }]) => {
    if (alarm === undefined) return [];
    return [{ ...alarm, name, metric: pipelineMetric(pipeline, stage, name, alarm.statistic) }];
  });
}

/** A metric as the pipeline's functions emit it; under any other identity there would be no data, and no alarm. */
function pipelineMetric(
  pipeline: string,
  stage: string,
  metricName: string,
  statistic: AlarmRule["statistic"],
): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { ...metricDimensions(pipeline, stage) },
    statistic: STATISTICS[statistic],
    period: Duration.minutes(1),
  });
}
