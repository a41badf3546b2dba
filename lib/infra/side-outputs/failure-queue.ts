/**
 * A queue that keeps what went wrong until somebody, or the late-data handler, has looked at it.
 * Invariant: encrypted at rest, spoken to over TLS only, and kept for the longest time that SQS offers.
 */

import { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import type { Encryption } from "../encryption/index.ts";
import type { StageConfig } from "../stage-config.ts";

export interface FailureQueueProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  readonly queueName: string;
}

/** The longest time that SQS offers. */
export const FAILURE_RETENTION = Duration.days(14);

/** A tool that replays or edits a batch of messages has done so by then; what it did not delete shows up again. */
const REPLAY_VISIBILITY = Duration.minutes(5);

export class FailureQueue extends Queue {
  constructor(scope: Construct, id: string, { config, encryption, queueName }: FailureQueueProps) {
    super(scope, id, {
      queueName,
      retentionPeriod: FAILURE_RETENTION,
      visibilityTimeout: REPLAY_VISIBILITY,
      enforceSSL: true,
      removalPolicy: config.removalPolicy,
      ...encryption.ofQueue(),
    });
  }
}
