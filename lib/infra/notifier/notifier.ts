/**
 * The notifier: carries the alerts that commits announce from the state table's change stream to a topic.
 * Invariant: each commit is one record of that stream, and only those that announce something wake the function.
 */
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  MetricType,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { ENVIRONMENT, STATE } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";
import { HandlerFunction } from "../function/index.ts";
import { FailureQueue } from "../side-outputs/index.ts";
import type { StageConfig } from "../stage-config.ts";
import type { StateTable } from "../state/index.ts";

export interface NotifierProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  readonly pipeline: string;
  /** Whose commits it follows. */
  readonly state: StateTable;
}

/** It waits for the topic and computes next to nothing. */
const MEMORY_SIZE_MB = 256;
/** A batch is at most as many calls, one after another, of some 20 ms. */
const BATCH_SIZE = 100;
const TIMEOUT = Duration.seconds(30);
/** A change stream keeps its records for 24 hours: half of it for trying, half of it for reading what was given up. */
const MAX_RECORD_AGE = Duration.hours(12);
/** The topic's outage of a few minutes is outlasted. */
const RETRY_ATTEMPTS = 50;

export class Notifier extends Construct {
  readonly handler: HandlerFunction;
  readonly topic: Topic;
  /** Positions in the change stream of alerts that the topic never took. */
  readonly unsent: Queue;
  readonly #encryption: Encryption;

  constructor(scope: Construct, id: string, props: NotifierProps) {
    super(scope, id);
    this.#encryption = props.encryption;
    this.topic = new Topic(this, "Alerts", {
      topicName: `${Stack.of(this).stackName}-alerts`,
      displayName: `Alerts of ${props.pipeline}`,
      enforceSSL: true,
      ...props.encryption.ofTopic(),
    });
    this.unsent = new FailureQueue(this, "Unsent", {
      ...props,
      queueName: `${Stack.of(this).stackName}-unsent-alerts`,
    });
    this.handler = this.#createFunction(props);
    this.grantPublish(this.handler);
    this.#follow(props.state);
  }

  /** Lets the function publish alerts. */
  grantPublish(target: HandlerFunction): void {
    target.allow(["sns:Publish"], this.topic.topicArn);
    target.addEnvironment(ENVIRONMENT.alertTopicArn, this.topic.topicArn);
    this.#encryption.grantUse(target);
  }

  #createFunction({ config, encryption, pipeline }: NotifierProps): HandlerFunction {
    return new HandlerFunction(this, "Function", {
      config,
      encryption,
      pipeline,
      handler: "notify",
      role: "notifier",
      description: `Publishes the alerts of ${pipeline}`,
      memorySizeMb: MEMORY_SIZE_MB,
      timeout: TIMEOUT,
    });
  }

  #follow(state: StateTable): void {
    state.grantFollow(this.handler);
    this.handler.allow(["sqs:SendMessage"], this.unsent.queueArn);
    const announces = { dynamodb: { NewImage: { [STATE.emissions]: { S: FilterRule.exists() } } } };
    new EventSourceMapping(this, "Mapping", {
      target: this.handler,
      eventSourceArn: state.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [FilterCriteria.filter(announces)],
      batchSize: BATCH_SIZE,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: RETRY_ATTEMPTS,
      maxRecordAge: MAX_RECORD_AGE,
      onFailure: { bind: () => ({ destination: this.unsent.queueArn }) },
      metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
    });
  }
}
