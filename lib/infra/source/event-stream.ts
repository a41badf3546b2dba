/**
 * A stream of a pipeline: its log, or what it tells other programs. What is in it can be processed again for as long as
 * it is kept.
 * Invariant: encrypted at rest, of a fixed number of shards, named after stage, pipeline and what is in it, so that
 * stages share an account.
 */
import { Stream, StreamMode } from "aws-cdk-lib/aws-kinesis";
import { Duration, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { ENVIRONMENT } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";
import type { HandlerFunction } from "../function/index.ts";
import type { StageConfig } from "../stage-config.ts";

export interface EventStreamProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  /** The source's or the channel's own name, e.g. `sensor-data`. */
  readonly name: string;
}

/** A week: a fault that is found after a weekend and mended in two days can still be replayed. */
export const STREAM_RETENTION = Duration.hours(168);

/** What an event source mapping does with the role of its function. */
const POLL_ACTIONS = [
  "kinesis:DescribeStream",
  "kinesis:DescribeStreamSummary",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
];
/** The closer looks whether records are waiting, and puts heartbeats into idle shards. */
const CLOSE_ACTIONS = [
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
  "kinesis:PutRecord",
];
/** Rows and a service's own events are put many at a time. */
const PUT_ACTIONS = ["kinesis:PutRecords"];

export class EventStream extends Construct {
  readonly stream: Stream;
  readonly #encryption: Encryption;

  constructor(scope: Construct, id: string, { config, encryption, name }: EventStreamProps) {
    super(scope, id);
    this.#encryption = encryption;
    this.stream = new Stream(this, "Stream", {
      streamName: `${Stack.of(this).stackName}-${name}`,
      streamMode: StreamMode.PROVISIONED,
      shardCount: config.shardCount,
      retentionPeriod: STREAM_RETENTION,
      removalPolicy: config.removalPolicy,
      ...encryption.ofStream(),
    });
  }

  /** Lets the function be fed by the stream and ask for a shard's parents. */
  grantProcess(target: HandlerFunction): void {
    this.#grant(target, POLL_ACTIONS, ENVIRONMENT.streamName);
  }

  /** Lets the function find idle shards and put heartbeats into them. */
  grantClose(target: HandlerFunction): void {
    this.#grant(target, CLOSE_ACTIONS, ENVIRONMENT.streamName);
  }

  /** Lets the function put announced rows. */
  grantPublish(target: HandlerFunction): void {
    this.#grant(target, PUT_ACTIONS, ENVIRONMENT.outputStreamName);
  }

  /** Lets the function put events of its own among those of the source. */
  grantTell(target: HandlerFunction): void {
    this.#grant(target, PUT_ACTIONS, ENVIRONMENT.streamName);
  }

  #grant(target: HandlerFunction, actions: readonly string[], variable: string): void {
    target.allow(actions, this.stream.streamArn);
    target.addEnvironment(variable, this.stream.streamName);
    this.#encryption.grantUse(target);
  }
}
