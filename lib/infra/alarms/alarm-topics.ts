/**
 * The topics that tell the people who operate a pipeline: one a severity, so that what must wake somebody is subscribed to
 * apart from what can wait.
 * Invariant: they take messages from CloudWatch alone, for alarms of their own stack.
 */
import type { IAlarmAction } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { SEVERITIES, type Severity } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";

export interface AlarmTopicsProps {
  readonly encryption: Encryption;
  readonly pipeline: string;
}

export class AlarmTopics extends Construct {
  readonly #topics: Readonly<Record<Severity, Topic>>;

  constructor(scope: Construct, id: string, props: AlarmTopicsProps) {
    super(scope, id);
    const topics = SEVERITIES.map((severity) => [severity, this.#createTopic(severity, props)]);
    this.#topics = Object.fromEntries(topics) as Record<Severity, Topic>;
    props.encryption.grantAlarms();
  }

  of(severity: Severity): Topic {
    return this.#topics[severity];
  }

  /** Tells the severity's topic. */
  actionOf(severity: Severity): IAlarmAction {
    return new SnsAction(this.of(severity));
  }

  #createTopic(severity: Severity, { encryption, pipeline }: AlarmTopicsProps): Topic {
    const { stackName } = Stack.of(this);
    const topic = new Topic(this, `${severity[0]?.toUpperCase()}${severity.slice(1)}`, {
      topicName: `${stackName}-${severity}`,
      displayName: `${severity} alarms of ${pipeline}`,
      enforceSSL: true,
      ...encryption.ofTopic(),
    });
    const principals = [encryption.alarmPrincipal()];
    topic.addToResourcePolicy(
      new PolicyStatement({ principals, actions: ["sns:Publish"], resources: [topic.topicArn] }),
    );
    return topic;
  }
}
