/**
 * The calls on one table that the adapters are made of, with the table's name, the meter and the repetition of
 * what DynamoDB leaves unprocessed filled in. Reads are strongly consistent.
 */
import { setTimeout as delay } from "node:timers/promises";
import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  paginateQuery,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/client-dynamodb";
import type { Item } from "./items/item.ts";
import type { WriteMeter } from "./write-meter.ts";

export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
  readonly meter: WriteMeter;
}

export type Condition = Pick<
  PutItemCommandInput,
  | "ConditionExpression"
  | "ExpressionAttributeNames"
  | "ExpressionAttributeValues"
  | "ReturnValuesOnConditionCheckFailure"
>;

/** The outcome of a conditional put; `stored` is there when the condition asked for it. */
export type PutOutcome =
  { readonly done: true } | { readonly done: false; readonly stored: Item | undefined };

const GET_KEYS_MAX = 100;
const WRITE_ITEMS_MAX = 25;
const ROUNDS_MAX = 8;
const BACKOFF_BASE_MS = 20;

export async function getItem({ client, name }: Table, key: Item): Promise<Item | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: name, Key: key, ConsistentRead: true }),
  );
  return item;
}

export async function putItem({ client, name, meter }: Table, item: Item): Promise<void> {
  meter.count(item);
  await client.send(new PutItemCommand({ TableName: name, Item: item }));
}

export async function putItemIf(table: Table, item: Item, condition: Condition): Promise<PutOutcome> {
  try {
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: item, ...condition }));
    return { done: true };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { done: false, stored: error.Item };
    throw error;
  }
}

export async function queryItems(table: Table, query: Omit<QueryCommandInput, "TableName">): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of paginateQuery({ client: table.client }, { TableName: table.name, ...query })) {
    items.push(...(page.Items ?? []));
  }
  return items;
}

/** The item with the greatest sort key; one request, where paging with a limit of one would read them all. */
export async function queryLast(
  { client, name }: Table,
  query: Omit<QueryCommandInput, "TableName">,
): Promise<Item | undefined> {
  const last = { TableName: name, ...query, ScanIndexForward: false, Limit: 1 };
  const { Items: items } = await client.send(new QueryCommand(last));
  return items?.[0];
}

/** The items that exist, in no order. */
export async function getItems(table: Table, keys: readonly Item[]): Promise<Item[]> {
  const items: Item[] = [];
  for (let i = 0; i < keys.length; i += GET_KEYS_MAX) {
    let waiting: Item[] | undefined = keys.slice(i, i + GET_KEYS_MAX);
    for (let round = 0; waiting !== undefined && waiting.length > 0; round++) {
      await backOff(round, "read");
      const request: BatchGetItemCommandInput = {
        RequestItems: { [table.name]: { Keys: waiting, ConsistentRead: true } },
      };
      const output: BatchGetItemCommandOutput = await table.client.send(new BatchGetItemCommand(request));
      items.push(...(output.Responses?.[table.name] ?? []));
      waiting = output.UnprocessedKeys?.[table.name]?.Keys;
    }
  }
  return items;
}

/** Deletes each item whose condition holds; the others stay. */
export async function deleteItemsIf(
  { client, name }: Table,
  deletions: readonly { readonly key: Item; readonly condition: Condition }[],
): Promise<void> {
  for (let i = 0; i < deletions.length; i += WRITE_ITEMS_MAX) {
    const calls = deletions.slice(i, i + WRITE_ITEMS_MAX).map(async ({ key, condition }) => {
      try {
        await client.send(new DeleteItemCommand({ TableName: name, Key: key, ...condition }));
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    });
    await Promise.all(calls);
  }
}

export async function deleteItems(table: Table, keys: readonly Item[]): Promise<void> {
  for (let i = 0; i < keys.length; i += WRITE_ITEMS_MAX) {
    const deletions = keys.slice(i, i + WRITE_ITEMS_MAX).map((key) => ({ DeleteRequest: { Key: key } }));
    await writeAll(table, deletions, "delete");
  }
}

/** Puts items of different keys. */
export async function putItems(table: Table, items: readonly Item[]): Promise<void> {
  for (const item of items) table.meter.count(item);
  for (let i = 0; i < items.length; i += WRITE_ITEMS_MAX) {
    const puts = items.slice(i, i + WRITE_ITEMS_MAX).map((item) => ({ PutRequest: { Item: item } }));
    await writeAll(table, puts, "put");
  }
}

type WriteRequest =
  { readonly PutRequest: { readonly Item: Item } } | { readonly DeleteRequest: { readonly Key: Item } };

async function writeAll(
  { client, name }: Table,
  requests: readonly WriteRequest[],
  verb: string,
): Promise<void> {
  let waiting = requests;
  for (let round = 0; waiting.length > 0; round++) {
    await backOff(round, verb);
    const command = new BatchWriteItemCommand({ RequestItems: { [name]: [...waiting] } });
    const { UnprocessedItems } = await client.send(command);
    waiting = (UnprocessedItems?.[name] ?? []) as typeof waiting;
  }
}

/** Full jitter (AWS Architecture Blog, 2015); the SDK repeats whole calls, not what a call left over. */
async function backOff(round: number, verb: string): Promise<void> {
  if (round === 0) return;
  if (round === ROUNDS_MAX)
    throw new Error(`Cannot ${verb} a batch of items: DynamoDB keeps leaving some over`);
  await delay(Math.random() * BACKOFF_BASE_MS * 2 ** round);
}
