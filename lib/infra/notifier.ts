/** The notifier: what pages announce, from the state table's changes to the alert topic. */
import { Duration } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { FilterCriteria, FilterRule, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { DynamoEventSource, SqsDlq } from "aws-cdk-lib/aws-lambda-event-sources";
import { Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { ENVIRONMENT, STATE } from "../contract/index.ts";
import { PipelineFunction } from "./pipeline-function.ts";
import type { Queues } from "./queues.ts";
import type { StageConfig } from "./stage-config.ts";
import type { Tables } from "./tables.ts";

export interface NotifierProps {
  readonly prefix: string;
  readonly pipeline: string;
  readonly stage: string;
  readonly config: StageConfig;
  readonly tables: Tables;
  readonly queues: Queues;
}

const MEMORY_MB = 256;
const TIMEOUT = Duration.seconds(30);
const BATCH_SIZE = 100;
const RETRIES = 10;
/** An alert that is an hour late is history: it stays in the view. */
const RECORD_AGE_MAX = Duration.hours(1);

export class Notifier extends Construct {
  readonly topic: Topic;
  readonly handler: PipelineFunction;

  constructor(scope: Construct, id: string, props: NotifierProps) {
    super(scope, id);
    const { prefix, pipeline, stage, config, tables, queues } = props;
    this.topic = new Topic(this, "Alerts", { topicName: `${prefix}-alerts`, enforceSSL: true });
    this.handler = new PipelineFunction(this, "Handler", {
      functionName: `${prefix}-notify`,
      entry: "lambdas/notify/handler.ts",
      pipeline,
      stage,
      config,
      memoryMb: MEMORY_MB,
      timeout: TIMEOUT,
    });
    const target = this.handler.function;
    this.topic.grantPublish(target);
    target.addEnvironment(ENVIRONMENT.alertTopicArn, this.topic.topicArn);
    target.addEventSource(
      new DynamoEventSource(tables.state as ITable, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: BATCH_SIZE,
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        retryAttempts: RETRIES,
        maxRecordAge: RECORD_AGE_MAX,
        onFailure: new SqsDlq(queues.deadLetters),
        filters: [
          FilterCriteria.filter({
            dynamodb: { NewImage: { [STATE.emissions]: { S: FilterRule.exists() } } },
          }),
        ],
      }),
    );
  }
}
