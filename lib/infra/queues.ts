/**
 * Where records go that were not applied, and what wakes the closer. Dead letters and late events are kept as
 * long as SQS keeps anything; bodies that no message holds are kept a day longer in the bucket.
 */
import { Duration, type RemovalPolicy } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { ENVIRONMENT } from "../contract/index.ts";

export interface QueuesProps {
  readonly pipeline: string;
  /** Names start with it. */
  readonly prefix: string;
  readonly removalPolicy: RemovalPolicy;
  /** The closer's time-out: a nudge stays hidden six times as long, as Lambda advises. */
  readonly closerTimeout: Duration;
}

const KEPT = Duration.days(14);
const OVERFLOW_KEPT = Duration.days(15);
/** A nudge that fails this often says nothing that the next tick does not do. */
const NUDGE_ATTEMPTS_MAX = 3;
const VISIBILITY_TIMEOUTS = 6;

export class Queues extends Construct {
  readonly deadLetters: Queue;
  readonly late: Queue;
  readonly nudges: Queue;
  readonly overflow: Bucket;

  constructor(scope: Construct, id: string, props: QueuesProps) {
    super(scope, id);
    const { prefix, pipeline, removalPolicy } = props;
    const shared = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, removalPolicy };
    this.deadLetters = new Queue(this, "DeadLetters", {
      ...shared,
      queueName: `${prefix}-dlq-${pipeline}`,
      retentionPeriod: KEPT,
    });
    this.late = new Queue(this, "Late", { ...shared, queueName: `${prefix}-late`, retentionPeriod: KEPT });
    this.nudges = new Queue(this, "Nudges", {
      ...shared,
      queueName: `${prefix}-nudges`,
      retentionPeriod: Duration.minutes(10),
      visibilityTimeout: Duration.seconds(VISIBILITY_TIMEOUTS * props.closerTimeout.toSeconds()),
      deadLetterQueue: {
        maxReceiveCount: NUDGE_ATTEMPTS_MAX,
        queue: new Queue(this, "FailedNudges", {
          ...shared,
          queueName: `${prefix}-failed-nudges`,
          retentionPeriod: KEPT,
        }),
      },
    });
    this.overflow = new Bucket(this, "Overflow", {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: OVERFLOW_KEPT }],
      removalPolicy,
    });
  }

  /** Lets a function send dead letters, late events and nudges. */
  grantSend(target: LambdaFunction): void {
    this.deadLetters.grant(target, "sqs:SendMessage");
    this.late.grant(target, "sqs:SendMessage");
    this.nudges.grant(target, "sqs:SendMessage");
    this.overflow.grantPut(target);
    target.addEnvironment(ENVIRONMENT.deadLetterQueueUrl, this.deadLetters.queueUrl);
    target.addEnvironment(ENVIRONMENT.lateQueueUrl, this.late.queueUrl);
    target.addEnvironment(ENVIRONMENT.closerQueueUrl, this.nudges.queueUrl);
    target.addEnvironment(ENVIRONMENT.overflowBucket, this.overflow.bucketName);
  }
}
