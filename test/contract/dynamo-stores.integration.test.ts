import { CreateTableCommand, type CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll } from "vitest";
import { DynamoLateStore } from "../../lambdas/aws/dynamo-late-store.ts";
import { DynamoStateStore } from "../../lambdas/aws/dynamo-state-store.ts";
import { DynamoViewStore } from "../../lambdas/aws/dynamo-view-store.ts";
import { WriteMeter } from "../../lambdas/aws/write-meter.ts";
import { DynamoAnswers } from "../../lambdas/recommend/dynamo-answers.ts";
import { STATE, VIEW } from "../../lib/contract/index.ts";
import { BareEmulator } from "../support/bare-emulator.ts";
import { smallTopology } from "../support/small-topology.ts";
import { describeAnswerStore } from "./answer-store-contract.ts";
import { describeLateStore } from "./late-store-contract.ts";
import { describePaneStore } from "./pane-store-contract.ts";
import { describeStateStore } from "./state-store-contract.ts";
import { describeViewStore } from "./view-store-contract.ts";

let emulator: BareEmulator;
let tables = 0;

beforeAll(async () => {
  emulator = await BareEmulator.start();
});

afterAll(() => emulator?.stop());

async function emptyTable(more: Partial<CreateTableCommandInput> = {}, keys: readonly string[] = []) {
  tables += 1;
  const name = `contract-${tables}`;
  const attributes = [STATE.partitionKey, STATE.sortKey, ...keys];
  await emulator.clients.dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: STATE.partitionKey, KeyType: "HASH" },
        { AttributeName: STATE.sortKey, KeyType: "RANGE" },
      ],
      ...more,
    }),
  );
  return { client: emulator.clients.dynamodb, name, meter: new WriteMeter() };
}

describeStateStore("DynamoStateStore", async () => new DynamoStateStore(smallTopology(), await emptyTable()));
describePaneStore("DynamoStateStore", async () => new DynamoStateStore(smallTopology(), await emptyTable()));

describeLateStore("DynamoLateStore", async (now) => new DynamoLateStore(await emptyTable(), now));

describeAnswerStore("DynamoAnswers", async () => new DynamoAnswers(await emptyTable(), 30_000));

describeViewStore("DynamoViewStore", async () => {
  const index = {
    IndexName: VIEW.timeIndex,
    KeySchema: [
      { AttributeName: VIEW.timePartitionKey, KeyType: "HASH" as const },
      { AttributeName: VIEW.timeSortKey, KeyType: "RANGE" as const },
    ],
    Projection: { ProjectionType: "ALL" as const },
  };
  const table = await emptyTable({ GlobalSecondaryIndexes: [index] }, [
    VIEW.timePartitionKey,
    VIEW.timeSortKey,
  ]);
  return new DynamoViewStore(table);
});
