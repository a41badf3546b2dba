/**
 * The late-data handler: the function that stores and counts the events of the late queue, and the mapping that feeds it.
 *
 * It stands behind the queue, so that the processor never waits for it: a flood of late events makes the queue longer
 * and nothing slower.
 * Invariant: an event is in the queue, in the view table, or in the queue of failures; it is nowhere dropped.
 */
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import type { CfnQueue, Queue } from "aws-cdk-lib/aws-sqs";
import { Duration, Stack } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { Encryption } from "../encryption/index.ts";
import { HandlerFunction } from "../function/index.ts";
import { FailureQueue } from "../side-outputs/index.ts";
import type { StageConfig } from "../stage-config.ts";

export interface LateHandlerProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  readonly pipeline: string;
  /** The late events that it stores. */
  readonly queue: Queue;
}

/** It waits for the table and computes next to nothing. */
const MEMORY_SIZE_MB = 512;
/** A batch is at most twenty transactions, one after another, of some 30 ms; the SDK's retries take 7 s at the worst. */
const TIMEOUT = Duration.seconds(45);
/** Lambda hands over at most 6 MB, which 500 records of the usual size are far from. */
const BATCH_SIZE = 500;
/** Nobody waits for a late event: fuller batches make fewer calls and fewer tallies. */
const BATCHING_WINDOW = Duration.seconds(3);
/** The fewest that SQS takes as a limit: late events come behind the pipeline's own writes to the table. */
const BATCHES_AT_ONCE = 2;
/** Attempts are a visibility time-out of 5 minutes apart: five outlast an outage of twenty minutes. */
const ATTEMPTS = 5;

const CONSUME_ACTIONS = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:ReceiveMessage",
];

export class LateHandler extends Construct {
  readonly handler: HandlerFunction;
  /** Late events that could not be read or stored, whole; redriven to the late queue once the cause is gone. */
  readonly failed: Queue;

  constructor(scope: Construct, id: string, props: LateHandlerProps) {
    super(scope, id);
    this.handler = this.#createFunction(props);
    this.failed = new FailureQueue(this, "Failed", {
      ...props,
      queueName: `${Stack.of(this).stackName}-failed-late`,
    });
    this.#consume(props);
  }

  #createFunction({ config, encryption, pipeline }: LateHandlerProps): HandlerFunction {
    return new HandlerFunction(this, "Function", {
      config,
      encryption,
      pipeline,
      handler: "late",
      role: "late",
      description: `Stores and counts the late events of ${pipeline}`,
      memorySizeMb: MEMORY_SIZE_MB,
      timeout: TIMEOUT,
    });
  }

  #consume({ queue, encryption }: LateHandlerProps): void {
    // The queue is the side outputs'; how often it hands a message over is its consumer's to say.
    (queue.node.defaultChild as CfnQueue).redrivePolicy = {
      deadLetterTargetArn: this.failed.queueArn,
      maxReceiveCount: ATTEMPTS,
    };
    this.handler.allow(CONSUME_ACTIONS, queue.queueArn);
    encryption.grantUse(this.handler);
    new EventSourceMapping(this, "Mapping", {
      target: this.handler,
      eventSourceArn: queue.queueArn,
      batchSize: BATCH_SIZE,
      maxBatchingWindow: BATCHING_WINDOW,
      maxConcurrency: BATCHES_AT_ONCE,
      reportBatchItemFailures: true,
    });
  }
}
