/** The template of every pipeline that the product has, as it stands on a stage; made once each. */
import { Template } from "aws-cdk-lib/assertions";
import type { Stage } from "../../lib/contract/index.ts";
import { PipelineStack, stageConfig } from "../../lib/infra/index.ts";
import { pipelines } from "../../lib/pipelines/index.ts";
import { type CfnResource, newApp, resourcesOf } from "./synthesize.ts";

export const PIPELINES = Object.keys(pipelines);

const templates = new Map<string, Template>();

export function pipelineTemplate(pipeline: string, stage: Stage): Template {
  const key = `${stage} ${pipeline}`;
  const topology = pipelines[pipeline];
  if (topology === undefined) throw new Error(`Cannot synthesize ${pipeline}: there is no such pipeline`);
  const known = templates.get(key);
  if (known !== undefined) return known;
  const template = Template.fromStack(new PipelineStack(newApp(), { config: stageConfig(stage), topology }));
  templates.set(key, template);
  return template;
}

export interface Dimension {
  readonly Name: string;
  readonly Value: unknown;
}

/** A metric as an alarm's template names it. */
export interface CfnMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly Dimension[];
  readonly Unit?: string;
}

/** One entry of an alarm's metric math: a metric, or an expression over others. */
export interface CfnMetricQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly ReturnData?: boolean;
  readonly MetricStat?: {
    readonly Metric: Omit<CfnMetric, "Unit">;
    readonly Stat: string;
    readonly Period: number;
    readonly Unit?: string;
  };
}

/** An alarm as its template has it. */
export interface CfnAlarm extends Partial<CfnMetric> {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions: readonly unknown[];
  readonly OKActions: readonly unknown[];
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly Metrics?: readonly CfnMetricQuery[];
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly TreatMissingData?: string;
}

export function alarmsOf(template: Template): readonly CfnAlarm[] {
  const alarms: readonly CfnResource[] = Object.values(resourcesOf(template, "AWS::CloudWatch::Alarm"));
  return alarms.map(({ Properties }) => Properties as unknown as CfnAlarm);
}

/** The metrics that an alarm looks at, one or those of its metric math. */
export function metricsOf(alarm: CfnAlarm): readonly CfnMetric[] {
  if (alarm.Metrics === undefined) {
    const { Namespace = "", MetricName = "", Dimensions = [], Unit } = alarm;
    return [{ Namespace, MetricName, Dimensions, ...(Unit === undefined ? {} : { Unit }) }];
  }
  return alarm.Metrics.flatMap(({ MetricStat }) =>
    MetricStat === undefined
      ? []
      : [{ ...MetricStat.Metric, ...(MetricStat.Unit === undefined ? {} : { Unit: MetricStat.Unit }) }],
  );
}
