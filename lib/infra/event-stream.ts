/** The pipeline's stream: the log from which everything can be told again. */
import { Duration, type RemovalPolicy } from "aws-cdk-lib";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import { Stream, StreamEncryption, StreamMode } from "aws-cdk-lib/aws-kinesis";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { ENVIRONMENT } from "../contract/index.ts";

export interface EventStreamProps {
  readonly streamName: string;
  /**
   * A shard takes 1,000 records or 1 MB a second.
   * @default 3
   */
  readonly shards?: number;
  readonly removalPolicy: RemovalPolicy;
}

const SHARDS = 3;
/** A week: what fails on a Friday can still be read from its positions on the Monday after. */
export const RETENTION = Duration.hours(168);

export class EventStream extends Construct {
  readonly stream: Stream;

  constructor(
    scope: Construct,
    id: string,
    { streamName, shards = SHARDS, removalPolicy }: EventStreamProps,
  ) {
    super(scope, id);
    this.stream = new Stream(this, "Stream", {
      streamName,
      streamMode: StreamMode.PROVISIONED,
      shardCount: shards,
      retentionPeriod: RETENTION,
      encryption: StreamEncryption.MANAGED,
      removalPolicy,
    });
  }

  /** Lets a function list the stream's shards, and tells it the stream's name. */
  grantList(target: LambdaFunction): void {
    this.#grant(target, "kinesis:ListShards");
    target.addEnvironment(ENVIRONMENT.streamName, this.stream.streamName);
  }

  /** Lets a function look for records behind a position and put heartbeats. */
  grantTend(target: LambdaFunction): void {
    this.#grant(
      target,
      "kinesis:ListShards",
      "kinesis:GetShardIterator",
      "kinesis:GetRecords",
      "kinesis:PutRecord",
    );
    target.addEnvironment(ENVIRONMENT.streamName, this.stream.streamName);
  }

  #grant(grantee: IGrantable, ...actions: string[]): Grant {
    return this.stream.grant(grantee, ...actions);
  }
}
