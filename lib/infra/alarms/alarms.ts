/**
 * The alarms of a pipeline, and the topic that tells the people who operate it.
 * Invariant: every alarm tells that topic, says in its name how urgent it is and in its description what to do.
 */
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Encryption } from "../encryption/index.ts";
import type { AlarmSpec } from "./alarm-spec.ts";

export interface AlarmsProps {
  readonly encryption: Encryption;
  readonly pipeline: string;
  readonly specs: readonly AlarmSpec[];
}

export class Alarms extends Construct {
  /** Whoever operates the pipeline subscribes here. */
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = this.#createTopic(props);
    for (const spec of props.specs) this.#createAlarm(spec);
  }

  #createTopic({ encryption, pipeline }: AlarmsProps): Topic {
    const { stackName } = Stack.of(this);
    const topic = new Topic(this, "Operations", {
      topicName: `${stackName}-operations`,
      displayName: `Operations of ${pipeline}`,
      enforceSSL: true,
      ...encryption.ofTopic(),
    });
    const alarms = encryption.alarmPrincipal();
    topic.addToResourcePolicy(
      new PolicyStatement({ principals: [alarms], actions: ["sns:Publish"], resources: [topic.topicArn] }),
    );
    encryption.grantAlarms();
    return topic;
  }

  #createAlarm({ name, metric, above, minutes, severity, meaning }: AlarmSpec): void {
    const alarm = new Alarm(this, name, {
      alarmName: `${Stack.of(this).stackName}-${severity}-${name}`,
      alarmDescription: meaning,
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: above,
      evaluationPeriods: minutes,
      datapointsToAlarm: minutes,
      // A pipeline that nothing comes to measures nothing, and nothing is wrong with it.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}
