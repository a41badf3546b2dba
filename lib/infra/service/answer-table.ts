/**
 * What a service has answered lately, for its containers to share, laid out as lib/contract/answer-table.ts says.
 *
 * A table of its own: the service may write this one and no view, and what is about people is kept nowhere longer than it is good for.
 * Losing it costs time and nothing else, so there is nothing to recover and nothing to protect.
 */
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { ANSWERS, ENVIRONMENT } from "../../contract/index.ts";
import type { Encryption } from "../encryption/index.ts";
import type { HandlerFunction } from "../function/index.ts";

export interface AnswerTableProps {
  readonly encryption: Encryption;
}

const ACTIONS = ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem"];

export class AnswerTable extends Construct {
  readonly table: Table;
  readonly #encryption: Encryption;

  constructor(scope: Construct, id: string, { encryption }: AnswerTableProps) {
    super(scope, id);
    this.#encryption = encryption;
    this.table = new Table(this, "Table", {
      partitionKey: { name: ANSWERS.partitionKey, type: AttributeType.STRING },
      sortKey: { name: ANSWERS.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: ANSWERS.expiresAt,
      removalPolicy: RemovalPolicy.DESTROY,
      ...encryption.ofTable(),
    });
  }

  /** Lets the function look answers up and keep them. */
  grantUse(target: HandlerFunction): void {
    target.allow(ACTIONS, this.table.tableArn);
    target.addEnvironment(ENVIRONMENT.answerTable, this.table.tableName);
    this.#encryption.grantUse(target);
  }
}
