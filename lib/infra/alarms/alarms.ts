/**
 * The alarms of a pipeline, and the topics that tell the people who operate it.
 * Invariant: every alarm tells its severity's topic, says in its name how urgent it is and in its description what to do.
 */
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { alarmName } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";
import type { StageConfig } from "../stage-config.ts";
import type { AlarmSpec } from "./alarm-spec.ts";
import { AlarmTopics } from "./alarm-topics.ts";

export interface AlarmsProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  readonly pipeline: string;
  readonly specs: readonly AlarmSpec[];
}

export class Alarms extends Construct {
  /** Whoever operates the pipeline subscribes to these. */
  readonly topics: AlarmTopics;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topics = new AlarmTopics(this, "Topics", props);
    for (const spec of props.specs) this.#createAlarm(props, spec);
  }

  #createAlarm(
    { config, pipeline }: AlarmsProps,
    { name, metric, above, minutes, severity, meaning }: AlarmSpec,
  ): void {
    const alarm = new Alarm(this, name, {
      alarmName: alarmName(config.stage, pipeline, severity, name),
      alarmDescription: meaning,
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: above,
      evaluationPeriods: minutes,
      datapointsToAlarm: minutes,
      // A pipeline that nothing comes to measures nothing, and nothing is wrong with it.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(this.topics.actionOf(severity));
  }
}
