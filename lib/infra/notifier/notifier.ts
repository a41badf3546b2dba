/**
 * The notifier: carries the alerts that commits announce from the state table's change stream to a topic.
 * Invariant: what operators announce on other channels never reaches the topic.
 */
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { ENVIRONMENT } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";
import { HandlerFunction } from "../function/index.ts";
import { FailureQueue } from "../side-outputs/index.ts";
import type { StageConfig } from "../stage-config.ts";
import { followChanges, type StateTable } from "../state/index.ts";

export interface NotifierProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  readonly pipeline: string;
  /** Whose commits it follows. */
  readonly state: StateTable;
}

/** Of half a processor a cold start takes its most: the pipelines' schemas are built then. */
const MEMORY_SIZE_MB = 512;
/** A batch of 100 commits is at most as many calls, one after another, of some 20 ms. */
const TIMEOUT = Duration.seconds(30);

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
    followChanges(this, { state: props.state, handler: this.handler, unsent: this.unsent });
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
}
