/**
 * The view table: what queries read, laid out as lib/contract/view-table.ts says.
 */
import { AttributeType, BillingMode, ProjectionType, Table } from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import { ENVIRONMENT, VIEW } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";
import type { HandlerFunction } from "../function/index.ts";
import type { StageConfig } from "../stage-config.ts";

export interface ViewTableProps {
  readonly config: StageConfig;
  readonly encryption: Encryption;
}

/** Rows and chunks are put, conditionally or idempotently; nobody but queries reads them. */
const WRITE_ACTIONS = ["dynamodb:PutItem"];

export class ViewTable extends Construct {
  readonly table: Table;
  readonly #encryption: Encryption;

  constructor(scope: Construct, id: string, { config, encryption }: ViewTableProps) {
    super(scope, id);
    this.#encryption = encryption;
    this.table = new Table(this, "Table", {
      partitionKey: { name: VIEW.partitionKey, type: AttributeType.STRING },
      sortKey: { name: VIEW.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: VIEW.expiresAt,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: config.isProtected,
      removalPolicy: config.removalPolicy,
      ...encryption.ofTable(),
    });
    this.#indexByTime();
  }

  /** Lets the function put rows and chunks. */
  grantWrite(target: HandlerFunction): void {
    target.allow(WRITE_ACTIONS, this.table.tableArn);
    target.addEnvironment(ENVIRONMENT.viewTable, this.table.tableName);
    this.#encryption.grantUse(target);
  }

  /**
   * Only rows carry the index's keys, chunks are not in it. All attributes are projected: a query by time shows whole
   * rows, and reading each from the table would cost more than the second copy of a few hundred bytes.
   */
  #indexByTime(): void {
    this.table.addGlobalSecondaryIndex({
      indexName: VIEW.timeIndex,
      partitionKey: { name: VIEW.timePartitionKey, type: AttributeType.STRING },
      sortKey: { name: VIEW.timeSortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
  }
}
