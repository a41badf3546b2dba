/**
 * The pipeline's two tables: the protocol's state, whose changes stream to the notifier, and the views.
 * TTL is clean-up, never a timer.
 */
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from "aws-cdk-lib/aws-dynamodb";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { ENVIRONMENT, STATE, VIEW } from "../contract/index.ts";
import type { StageConfig } from "./stage-config.ts";

export interface TablesProps {
  /** Names start with it. */
  readonly prefix: string;
  readonly config: StageConfig;
}

const STRING = AttributeType.STRING;

export class Tables extends Construct {
  readonly state: Table;
  readonly views: Table;

  constructor(scope: Construct, id: string, { prefix, config }: TablesProps) {
    super(scope, id);
    const shared = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: config.removalPolicy,
      deletionProtection: config.deletionProtection,
    };
    this.state = new Table(this, "State", {
      ...shared,
      tableName: `${prefix}-state`,
      partitionKey: { name: STATE.partitionKey, type: STRING },
      sortKey: { name: STATE.sortKey, type: STRING },
      timeToLiveAttribute: STATE.expiresAt,
      stream: StreamViewType.NEW_IMAGE,
    });
    this.views = new Table(this, "Views", {
      ...shared,
      tableName: `${prefix}-views`,
      partitionKey: { name: VIEW.partitionKey, type: STRING },
      sortKey: { name: VIEW.sortKey, type: STRING },
      timeToLiveAttribute: VIEW.expiresAt,
    });
    this.views.addGlobalSecondaryIndex({
      indexName: VIEW.timeIndex,
      partitionKey: { name: VIEW.timePartitionKey, type: STRING },
      sortKey: { name: VIEW.timeSortKey, type: STRING },
      // Rows are small, and a query by time wants them whole.
      projectionType: ProjectionType.ALL,
    });
  }

  /** What processing a batch does: read and write progress, pages and ledger runs; write views. */
  grantProcess(target: LambdaFunction): void {
    this.state.grant(
      target,
      "dynamodb:GetItem",
      "dynamodb:BatchGetItem",
      "dynamodb:PutItem",
      "dynamodb:BatchWriteItem",
    );
    this.#grantViews(target);
  }

  /** What the closer does: also list shards and pages. */
  grantClose(target: LambdaFunction): void {
    this.state.grant(
      target,
      "dynamodb:GetItem",
      "dynamodb:BatchGetItem",
      "dynamodb:Query",
      "dynamodb:PutItem",
      "dynamodb:BatchWriteItem",
    );
    this.#grantViews(target);
  }

  #grantViews(target: LambdaFunction): void {
    this.views.grant(target, "dynamodb:PutItem");
    target.addEnvironment(ENVIRONMENT.stateTable, this.state.tableName);
    target.addEnvironment(ENVIRONMENT.viewTable, this.views.tableName);
  }
}
