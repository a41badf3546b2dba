/**
 * A metric as the pipeline's functions emit it: namespace, name, dimensions and unit are the contract's. Under any other
 * identity there would be no data, and an alarm on it could never fire.
 */
import { Metric, Unit } from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import { METRIC_NAMESPACE, metricDimensions, type MetricName, METRICS } from "../../contract/index.ts";
import type { MetricSpec } from "../../engine/index.ts";

/** Whose metrics are looked at. */
export interface MetricScope {
  readonly pipeline: string;
  readonly stage: string;
}

/** The finest that metrics of a minute can be looked at. */
export const MINUTE = Duration.minutes(1);

const UNITS = {
  Count: Unit.COUNT,
  Milliseconds: Unit.MILLISECONDS,
  Bytes: Unit.BYTES,
  Percent: Unit.PERCENT,
  None: Unit.NONE,
} as const;

export function ownMetric(
  { pipeline, stage }: MetricScope,
  metricName: MetricName,
  statistic: string,
  period = MINUTE,
): Metric {
  const unit = UNITS[METRICS[metricName]];
  const dimensionsMap = { ...metricDimensions(pipeline, stage) };
  return new Metric({ namespace: METRIC_NAMESPACE, metricName, dimensionsMap, unit, statistic, period });
}

/** A metric that the pipeline's telemetry names. */
export function telemetryMetric(
  { pipeline, stage }: MetricScope,
  metricName: string,
  { unit }: MetricSpec,
  statistic: string,
): Metric {
  const dimensionsMap = { ...metricDimensions(pipeline, stage) };
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap,
    unit: UNITS[unit],
    statistic,
    period: MINUTE,
  });
}
