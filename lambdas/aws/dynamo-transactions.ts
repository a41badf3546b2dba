/**
 * Items that come into being together or not at all: one transaction, which costs twice the write units of single puts.
 */
import { setTimeout as delay } from "node:timers/promises";
import { TransactionCanceledException, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { VIEW } from "../../lib/contract/index.ts";
import type { Table } from "./dynamo-calls.ts";
import type { Item } from "./items/item.ts";

/** DynamoDB's limits: 100 items and 4 MB, of which the rest is for what the request itself adds. */
export const TRANSACTION_ITEMS_MAX = 100;
export const TRANSACTION_BYTES_MAX = 3_500_000;

const ROUNDS_MAX = 6;
const BACKOFF_BASE_MS = 20;

/** The item was never stored, or it has been deleted since. */
const IS_NEW = "attribute_not_exists(#pk)";

const EXISTS = "ConditionalCheckFailed";
/** Another transaction holds an item, or the table is short of capacity: both pass. */
const PASSING = new Set(["TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"]);

/** Done, or the places of the new items that exist already; then nothing was written. */
export type CreateOutcome =
  { readonly done: true } | { readonly done: false; readonly existing: ReadonlySet<number> };

/**
 * @param created written on condition that none of them exists.
 * @param beside written with them, whatever stands there.
 */
export async function createTogether(
  { client, name, meter }: Table,
  created: readonly Item[],
  beside: readonly Item[],
): Promise<CreateOutcome> {
  const condition = {
    ConditionExpression: IS_NEW,
    ExpressionAttributeNames: { "#pk": VIEW.partitionKey },
  };
  const puts = [
    ...created.map((item) => ({ Put: { TableName: name, Item: item, ...condition } })),
    ...beside.map((item) => ({ Put: { TableName: name, Item: item } })),
  ];
  for (let round = 0; ; round++) {
    // Full jitter (AWS Architecture Blog, 2015); the SDK does not repeat transactions that were cancelled.
    if (round > 0) await delay(Math.random() * BACKOFF_BASE_MS * 2 ** round);
    for (const item of [...created, ...beside]) meter.count(item);
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: puts }));
      return { done: true };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code = "" }) => Code);
      const existing = new Set([...codes.keys()].filter((place) => codes[place] === EXISTS));
      if (existing.size > 0) return { done: false, existing };
      if (round === ROUNDS_MAX || !codes.some((code) => PASSING.has(code))) throw error;
    }
  }
}
