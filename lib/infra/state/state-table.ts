/**
 * The state table: pages, progress, panes and the floor, laid out as lib/contract/state-table.ts says.
 * Losing it means replaying the stream from its horizon, so a protected stage keeps it when the stack goes.
 */
import { AttributeType, BillingMode, StreamViewType, Table } from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import { ENVIRONMENT, STATE } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";
import type { HandlerFunction } from "../function/index.ts";
import type { StageConfig } from "../stage-config.ts";

export interface StateTableProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
  /** Whether the table's changes are carried on, for what commits announce. */
  readonly isStreamed: boolean;
}

/** Single and batched gets, conditional puts; forgotten runs of the ledger are deleted in batches. */
const PROCESS_ACTIONS = [
  "dynamodb:BatchGetItem",
  "dynamodb:BatchWriteItem",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
];
/** The closer also lists shards and the pages of windows that are due, and deletes those that are as it has seen them. */
const CLOSE_ACTIONS = [
  "dynamodb:BatchGetItem",
  "dynamodb:DeleteItem",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:Query",
];
/** Pages and progress are read, many at a time, by those who answer questions. */
const READ_ACTIONS = ["dynamodb:BatchGetItem", "dynamodb:Query"];
/** What an event source mapping does with the role of its function, beside listing streams. */
const FOLLOW_ACTIONS = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];

export class StateTable extends Construct {
  readonly table: Table;
  readonly #encryption: Encryption;

  constructor(scope: Construct, id: string, { config, encryption, isStreamed }: StateTableProps) {
    super(scope, id);
    this.#encryption = encryption;
    this.table = new Table(this, "Table", {
      partitionKey: { name: STATE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: STATE.sortKey, type: AttributeType.STRING },
      // Nothing runs, and nothing is paid, when nothing comes.
      billingMode: BillingMode.PAY_PER_REQUEST,
      // Clean-up only: the closer retires windows, and readers filter what has expired.
      timeToLiveAttribute: STATE.expiresAt,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: config.isProtected,
      removalPolicy: config.removalPolicy,
      ...(isStreamed ? { stream: StreamViewType.NEW_IMAGE } : {}),
      ...encryption.ofTable(),
    });
  }

  /** Lets the function fold records into pages. */
  grantProcess(target: HandlerFunction): void {
    this.#grant(target, PROCESS_ACTIONS);
  }

  /** Lets the function emit panes and retire windows. */
  grantClose(target: HandlerFunction): void {
    this.#grant(target, CLOSE_ACTIONS);
  }

  /** Lets the function read state, and change none. */
  grantRead(target: HandlerFunction): void {
    this.#grant(target, READ_ACTIONS);
  }

  /** Lets the function be fed with the table's changes. */
  grantFollow(target: HandlerFunction): void {
    target.allow(FOLLOW_ACTIONS, this.streamArn);
    // Listing streams knows no resources; it tells names and nothing else.
    target.allow(["dynamodb:ListStreams"], "*");
    this.#encryption.grantUse(target);
  }

  get streamArn(): string {
    const arn = this.table.tableStreamArn;
    if (arn === undefined) throw new Error("Cannot follow the state table: it was made without a stream");
    return arn;
  }

  #grant(target: HandlerFunction, actions: readonly string[]): void {
    target.allow(actions, this.table.tableArn);
    target.addEnvironment(ENVIRONMENT.stateTable, this.table.tableName);
    this.#encryption.grantUse(target);
  }
}
