/**
 * How Lambda delivers the state table's changes to a function that carries on what commits announce.
 * Invariant: each commit is one record of the change stream, and only those that announce something wake the function;
 * what is given up is given up by its position, half a day before the change stream forgets it.
 *
 * At most two functions may follow one table: DynamoDB throttles further readers of a shard.
 */
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  MetricType,
  StartingPosition,
} from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import type { Construct } from "constructs";
import { STATE } from "../../contract/index.ts";
import type { HandlerFunction } from "../function/index.ts";
import type { StateTable } from "./state-table.ts";

export interface FollowChangesProps {
  readonly state: StateTable;
  readonly handler: HandlerFunction;
  /** Gets the positions of what is given up. */
  readonly unsent: Queue;
}

const BATCH_SIZE = 100;
/** A change stream keeps its records for 24 hours: half of it for trying, half of it for reading what was given up. */
const MAX_RECORD_AGE = Duration.hours(12);
/** An outage of a few minutes behind the function is outlasted. */
const RETRY_ATTEMPTS = 50;

/** Feeds the function with the table's changes, and grants it what that takes. */
export function followChanges(scope: Construct, { state, handler, unsent }: FollowChangesProps): void {
  state.grantFollow(handler);
  handler.allow(["sqs:SendMessage"], unsent.queueArn);
  const announces = { dynamodb: { NewImage: { [STATE.emissions]: { S: FilterRule.exists() } } } };
  new EventSourceMapping(scope, "Mapping", {
    target: handler,
    eventSourceArn: state.streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    filters: [FilterCriteria.filter(announces)],
    batchSize: BATCH_SIZE,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: RETRY_ATTEMPTS,
    maxRecordAge: MAX_RECORD_AGE,
    onFailure: { bind: () => ({ destination: unsent.queueArn }) },
    metricsConfig: { metrics: [MetricType.EVENT_COUNT] },
  });
}
