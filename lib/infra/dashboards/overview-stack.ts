/**
 * All pipelines of a stage at a glance: whether they are healthy, and their four signals (traffic, latency, errors,
 * saturation) side by side. A stack of its own, and by names alone, so that no pipeline's stack depends on another's.
 * Invariant: it shows every pipeline of the product, whichever of them are being deployed.
 */
import { Alarm, AlarmStatusWidget, Dashboard, type Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Duration, Stack, type StackProps } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import {
  alarmName,
  type MetricName,
  PRODUCT,
  stackName,
  type Stage,
  UNHEALTHY_ALARM,
} from "../../contract/index.ts";
import { ownMetric } from "../metrics/index.ts";
import { graph, labelled } from "./graph.ts";

export interface OverviewStackProps extends Pick<StackProps, "env"> {
  readonly stage: Stage;
  /** Their names. */
  readonly pipelines: readonly string[];
}

/** Stands where a pipeline's name does; the CDK refuses two stacks of one name. */
export const OVERVIEW = "overview";

const DEFAULT_INTERVAL = Duration.hours(3);

export class OverviewStack extends Stack {
  constructor(scope: Construct, { stage, pipelines, ...rest }: OverviewStackProps) {
    const name = stackName(stage, OVERVIEW);
    super(scope, name, {
      ...rest,
      stackName: name,
      description: `All pipelines of ${PRODUCT} at a glance, stage ${stage}`,
      tags: { product: PRODUCT, stage },
    });
    const each = (metric: MetricName, statistic: string): readonly Metric[] =>
      pipelines.map((pipeline) => labelled(ownMetric({ pipeline, stage }, metric, statistic), pipeline));
    const dashboard = new Dashboard(this, "Dashboard", {
      dashboardName: name,
      defaultInterval: DEFAULT_INTERVAL,
    });
    dashboard.addWidgets(this.#health(stage, pipelines));
    dashboard.addWidgets(
      graph("Events", each("RecordsIn", Stats.SUM), { unit: "a minute" }),
      graph("Processing latency, p99", each("ProcessingLatency", "p99"), { unit: "ms" }),
      graph("End-to-end latency, p99", each("EndToEndLatency", "p99"), { unit: "ms" }),
      graph("Event-time lag", each("EventTimeLag", Stats.AVERAGE), { unit: "ms" }),
      graph("Availability", each("Availability", Stats.AVERAGE), { unit: "% of batches" }),
      graph("Dead letters", each("DeadLetterRate", Stats.AVERAGE), { unit: "% of records" }),
      graph("Late events", each("late_data_rate", Stats.AVERAGE), { unit: "% of events" }),
      graph("Busiest shard", each("Utilisation", Stats.MAXIMUM), { unit: "% of the time" }),
    );
  }

  #health(stage: Stage, pipelines: readonly string[]): AlarmStatusWidget {
    const alarms = pipelines.map((pipeline) => {
      const resourceName = alarmName(stage, pipeline, "critical", UNHEALTHY_ALARM);
      const arn = `arn:${this.partition}:cloudwatch:${this.region}:${this.account}:alarm:${resourceName}`;
      return Alarm.fromAlarmArn(this, `Unhealthy-${pipeline}`, arn);
    });
    return new AlarmStatusWidget({ title: "Pipelines with a critical alarm", alarms, width: 24, height: 3 });
  }
}
