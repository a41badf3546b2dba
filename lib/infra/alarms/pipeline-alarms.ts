/** All alarms of a pipeline: derived from its topology and its stack's rooms, so that a new pipeline has them all. */
import { MathExpression } from "aws-cdk-lib/aws-cloudwatch";
import type { AlarmSpec } from "./alarm-spec.ts";
import { errorAlarms } from "./error-alarms.ts";
import { performanceAlarms } from "./performance-alarms.ts";
import { qualityAlarms } from "./quality-alarms.ts";
import { serviceAlarms } from "./service-alarms.ts";
import { systemAlarms } from "./system-alarms.ts";
import { telemetryAlarms } from "./telemetry-alarms.ts";
import type { Watched } from "./watched.ts";

export function pipelineAlarms(watched: Watched): readonly AlarmSpec[] {
  const rooms = [performanceAlarms, systemAlarms, qualityAlarms, errorAlarms, serviceAlarms, telemetryAlarms];
  return rooms.flatMap((alarms) => alarms(watched));
}

/** Metrics of AWS's own that the emulator has as well. */
const EMULATED: readonly string[] = ["AWS/Lambda Errors", "AWS/Lambda Throttles"];

/** True where an emulator can have the alarm; on a metric that it does not have it would only seem to watch. */
export function isEmulated({ metric }: AlarmSpec): boolean {
  if (metric instanceof MathExpression) return false;
  const { namespace = "", metricName = "" } = metric.toMetricConfig().metricStat ?? {};
  return !namespace.startsWith("AWS/") || EMULATED.includes(`${namespace} ${metricName}`);
}
