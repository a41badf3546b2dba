/**
 * Where the processor sends what it does not apply: dead letters and expired events, each whole. A body that a message
 * cannot hold goes to the overflow bucket, and the message points there.
 * Invariant: an overflow body outlives the message that points to it.
 */

import type { IEventSourceDlq } from "aws-cdk-lib/aws-lambda";
import { BlockPublicAccess, Bucket, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { ENVIRONMENT, PRODUCT } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";
import type { HandlerFunction } from "../function/index.ts";
import type { StageConfig } from "../stage-config.ts";
import { FAILURE_RETENTION, FailureQueue } from "./failure-queue.ts";

export interface SideOutputsProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  readonly pipeline: string;
}

/** Bodies are written before their message is: a day more than the message lives covers any retry in between. */
const OVERFLOW_LIFETIME = Duration.days(FAILURE_RETENTION.toDays() + 1);

export class SideOutputs extends Construct {
  /** Records that could not be applied, and positions of batches that crashed the processor to the end. */
  readonly deadLetters: Queue;
  /** Events that every window of some operator refused. */
  readonly late: Queue;
  readonly overflow: Bucket;
  readonly #encryption: Encryption;

  constructor(scope: Construct, id: string, props: SideOutputsProps) {
    super(scope, id);
    const { config, encryption, pipeline } = props;
    this.#encryption = encryption;
    const prefix = `${PRODUCT}-${config.stage}`;
    const shared = { config, encryption };
    this.deadLetters = new FailureQueue(this, "DeadLetters", {
      ...shared,
      queueName: `${prefix}-dlq-${pipeline}`,
    });
    this.late = new FailureQueue(this, "Late", { ...shared, queueName: `${prefix}-late-${pipeline}` });
    this.overflow = this.#createOverflow(props);
  }

  /** Lets the function send dead letters and late events. */
  grantSend(target: HandlerFunction): void {
    target.allow(["sqs:SendMessage"], this.deadLetters.queueArn, this.late.queueArn);
    target.allow(["s3:PutObject"], this.overflow.arnForObjects("*"));
    target.addEnvironment(ENVIRONMENT.deadLetterQueueUrl, this.deadLetters.queueUrl);
    target.addEnvironment(ENVIRONMENT.lateQueueUrl, this.late.queueUrl);
    target.addEnvironment(ENVIRONMENT.overflowBucket, this.overflow.bucketName);
    this.#encryption.grantUse(target);
  }

  /** Where an event source mapping sends the positions of what it gives up; its function has `grantSend`. */
  asDestination(): IEventSourceDlq {
    return { bind: () => ({ destination: this.deadLetters.queueArn }) };
  }

  #createOverflow({ config, encryption }: SideOutputsProps): Bucket {
    return new Bucket(this, "Overflow", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      lifecycleRules: [
        { expiration: OVERFLOW_LIFETIME, abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: config.removalPolicy,
      autoDeleteObjects: config.isBucketEmptied,
      ...encryption.ofBucket(),
    });
  }
}
