/**
 * The closer: the function that completes and retires windows, run every minute and whenever a nudge says that a shard's
 * watermark crossed the end of a window.
 *
 * Two runs at the same time are harmless, so no concurrency is reserved for it: reserving one would make the queue's
 * pollers, of which there are at least two, count throttled nudges as failed, and take from an account's small pool.
 * Invariant: a lost nudge only delays a pane until the next tick.
 */
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { ENVIRONMENT } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";
import { HandlerFunction } from "../function/index.ts";
import { FailureQueue } from "../side-outputs/index.ts";
import type { StageConfig } from "../stage-config.ts";

export interface CloserProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  readonly pipeline: string;
}

/** The pane of a window whose nudge was lost is at most this late. */
const TICK = Duration.minutes(1);
/** A run that has not ended by the next tick is taken over by it. */
const TIMEOUT = TICK;
/** Merging a window's pages of all shards is a burst of half a processor a minute. */
const MEMORY_SIZE_MB = 1024;
/** All nudges that wait are one run. */
const NUDGES_PER_RUN = 10;
/** The fewest that SQS takes as a limit. */
const RUNS_AT_ONCE = 2;
/** A run that fails three times on the same nudge fails on every tick as well: somebody has to look. */
const ATTEMPTS = 3;
/** What AWS asks for: six timeouts, so that a message is not delivered again while its batch is still retried. */
const TIMEOUTS_UNTIL_VISIBLE = 6;
/** Longer than all attempts take, so that a nudge fails visibly rather than expires. */
const NUDGE_RETENTION = Duration.hours(1);

const CONSUME_ACTIONS = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:ReceiveMessage",
];

export class Closer extends Construct {
  readonly handler: HandlerFunction;
  readonly nudges: Queue;
  /** Nudges on which every run failed. */
  readonly failedNudges: Queue;
  readonly #encryption: Encryption;

  constructor(scope: Construct, id: string, props: CloserProps) {
    super(scope, id);
    this.#encryption = props.encryption;
    this.handler = this.#createFunction(props);
    this.failedNudges = new FailureQueue(this, "FailedNudges", {
      ...props,
      queueName: `${Stack.of(this).stackName}-failed-nudges`,
    });
    this.nudges = this.#createNudges(props);
    this.#consumeNudges();
    new Rule(this, "Tick", {
      description: `Closes the windows of ${props.pipeline} when no nudge does`,
      schedule: Schedule.rate(TICK),
      targets: [new LambdaFunction(this.handler)],
    });
  }

  /** Lets the function ask for a run soon. */
  grantNudge(target: HandlerFunction): void {
    target.allow(["sqs:SendMessage"], this.nudges.queueArn);
    target.addEnvironment(ENVIRONMENT.closerQueueUrl, this.nudges.queueUrl);
    this.#encryption.grantUse(target);
  }

  #createFunction({ config, encryption, pipeline }: CloserProps): HandlerFunction {
    return new HandlerFunction(this, "Function", {
      config,
      encryption,
      pipeline,
      handler: "close",
      role: "closer",
      description: `Completes and retires the windows of ${pipeline}`,
      memorySizeMb: MEMORY_SIZE_MB,
      timeout: TIMEOUT,
    });
  }

  #createNudges({ encryption }: CloserProps): Queue {
    return new Queue(this, "Nudges", {
      queueName: `${Stack.of(this).stackName}-nudges`,
      visibilityTimeout: Duration.seconds(TIMEOUT.toSeconds() * TIMEOUTS_UNTIL_VISIBLE),
      retentionPeriod: NUDGE_RETENTION,
      deadLetterQueue: { queue: this.failedNudges, maxReceiveCount: ATTEMPTS },
      enforceSSL: true,
      // Nudges are worth nothing once their stack is gone.
      removalPolicy: RemovalPolicy.DESTROY,
      ...encryption.ofQueue(),
    });
  }

  #consumeNudges(): void {
    this.handler.allow(CONSUME_ACTIONS, this.nudges.queueArn);
    this.#encryption.grantUse(this.handler);
    new EventSourceMapping(this, "Mapping", {
      target: this.handler,
      eventSourceArn: this.nudges.queueArn,
      batchSize: NUDGES_PER_RUN,
      maxConcurrency: RUNS_AT_ONCE,
    });
  }
}
