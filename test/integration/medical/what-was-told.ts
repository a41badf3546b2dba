/** All that a run has told the world beside its data: log lines and names of everything that there is in the cloud. */
import { DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { DescribeAlarmsCommand, ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import {
  type CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import type { LocalCloud } from "../../../scripts/local-cloud/local-cloud.ts";

export interface LogLine {
  readonly group: string;
  readonly stream: string;
  readonly message: string;
}

/** The lines of every log group that there is, whoever writes it. */
export async function allLogLines(client: CloudWatchLogsClient): Promise<readonly LogLine[]> {
  const lines: LogLine[] = [];
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {})) {
    for (const { logGroupName: group = "" } of logGroups) {
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName: group })) {
        for (const { message = "", logStreamName: stream = "" } of events)
          lines.push({ group, stream, message });
      }
    }
  }
  return lines;
}

/** A line of EMF, as CloudWatch reads it. */
export interface MetricLine {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [field: string]: unknown;
}

export function metricLines(lines: readonly LogLine[]): readonly MetricLine[] {
  return lines
    .filter(({ message }) => message.includes('"_aws"'))
    .map(({ message }) => JSON.parse(message.slice(message.indexOf("{"))));
}

/** Every value of the metric, in the order in which the lines stand. */
export function valuesOf(lines: readonly MetricLine[], metric: string): readonly number[] {
  return lines.filter((line) => metric in line).flatMap((line) => line[metric] as number | number[]);
}

export function sumOf(lines: readonly MetricLine[], metric: string): number {
  return valuesOf(lines, metric).reduce((total, value) => total + value, 0);
}

/** Names of the stack's resources, of metrics with their dimensions, of alarms and of the bucket's objects. */
export async function namesIn(cloud: LocalCloud, stack: string, bucket: string): Promise<readonly string[]> {
  const { cloudformation, cloudwatch, s3 } = cloud.clients;
  const { StackResources = [] } = await cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: stack }),
  );
  const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({}));
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({}));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  return [
    ...StackResources.flatMap(({ LogicalResourceId = "", PhysicalResourceId = "" }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
    ...Metrics.map((metric) => JSON.stringify(metric)),
    ...MetricAlarms.map((alarm) => JSON.stringify(alarm)),
    ...Contents.map(({ Key = "" }) => Key),
    ...Object.values(cloud.outputs[stack] ?? {}),
  ];
}
