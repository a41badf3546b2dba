/** A stack of just what a backfill needs, under the name and with the outputs of a deployed pipeline. */
import {
  type CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
  waitUntilStackCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { OUTPUTS, STATE, stackName, VIEW } from "../../../lib/contract/index.ts";

export interface BackfillStack {
  readonly streamName: string;
  readonly stateTable: string;
  readonly viewTable: string;
}

const WAIT = { maxWaitTime: 30, minDelay: 1, maxDelay: 1 };

const keySchema = (partition: string, sort: string) => [
  { AttributeName: partition, KeyType: "HASH" },
  { AttributeName: sort, KeyType: "RANGE" },
];

const strings = (...names: readonly string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: "S" }));

const TEMPLATE = {
  Resources: {
    Stream: { Type: "AWS::Kinesis::Stream", Properties: { Name: "tidewater-local-iot", ShardCount: 2 } },
    State: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName: "tidewater-local-state",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: keySchema(STATE.partitionKey, STATE.sortKey),
        AttributeDefinitions: strings(STATE.partitionKey, STATE.sortKey),
      },
    },
    Views: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName: "tidewater-local-views",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: keySchema(VIEW.partitionKey, VIEW.sortKey),
        AttributeDefinitions: strings(
          VIEW.partitionKey,
          VIEW.sortKey,
          VIEW.timePartitionKey,
          VIEW.timeSortKey,
        ),
        GlobalSecondaryIndexes: [
          {
            IndexName: VIEW.timeIndex,
            KeySchema: keySchema(VIEW.timePartitionKey, VIEW.timeSortKey),
            Projection: { ProjectionType: "ALL" },
          },
        ],
      },
    },
  },
  Outputs: {
    [OUTPUTS.streamName]: { Value: { Ref: "Stream" } },
    [OUTPUTS.stateTable]: { Value: { Ref: "State" } },
    [OUTPUTS.viewTable]: { Value: { Ref: "Views" } },
  },
};

export async function createBackfillStack(client: CloudFormationClient): Promise<BackfillStack> {
  const StackName = stackName("local", "iot");
  await client.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(TEMPLATE) }));
  await waitUntilStackCreateComplete({ client, ...WAIT }, { StackName });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  const output = (name: keyof typeof OUTPUTS) =>
    Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === OUTPUTS[name])?.OutputValue ?? "";
  return {
    streamName: output("streamName"),
    stateTable: output("stateTable"),
    viewTable: output("viewTable"),
  };
}
