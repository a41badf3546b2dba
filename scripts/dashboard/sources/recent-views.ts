/**
 * The view table as the dashboard reads it: rows as every query does, and of a history's bucket the newest chunks of
 * each shard only. An hour of alerts is thousands of chunks; people look at the last ones, every second.
 */
import { DynamoViewStore } from "../../../lambdas/aws/dynamo-view-store.ts";
import type { Table } from "../../../lambdas/aws/dynamo-calls.ts";
import { chunkOf } from "../../../lambdas/aws/items/view-items.ts";
import { chunkPartition, chunkSort, VIEW } from "../../../lib/contract/index.ts";
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import {
  type Chunk,
  type EventTimeMs,
  type StateReader,
  viewName,
  type ViewReader,
} from "../../../lib/engine/index.ts";

const MS_PER_S = 1000;

/** @param chunksMax of each shard, partition and bucket. */
export function recentViews(table: Table, state: StateReader, chunksMax: number, now = Date.now): ViewReader {
  const views = new DynamoViewStore(table, now);
  return {
    rowsOfKey: (operator, key, range) => views.rowsOfKey(operator, key, range),
    rowsOfTime: (operator, range) => views.rowsOfTime(operator, range),
    async chunksOf(operator: string, partition: string, bucketMs: EventTimeMs): Promise<readonly Chunk[]> {
      const shards = await state.listProgress();
      const place = chunkPartition(viewName(operator), partition, bucketMs);
      const found = await Promise.all(
        shards.map(({ shardId }) => newestOf(table, place, shardId, chunksMax, now())),
      );
      return found.flat();
    },
  };
}

async function newestOf(
  table: Table,
  place: string,
  shardId: string,
  chunksMax: number,
  nowMs: number,
): Promise<readonly Chunk[]> {
  const { Items: items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      ScanIndexForward: false,
      Limit: chunksMax,
      KeyConditionExpression: "#pk = :pk AND begins_with(#sk, :shard)",
      // Time to live deletes days late: what has expired is gone for readers at once.
      FilterExpression: "#expiresAt > :now",
      ExpressionAttributeNames: {
        "#pk": VIEW.partitionKey,
        "#sk": VIEW.sortKey,
        "#expiresAt": VIEW.expiresAt,
      },
      ExpressionAttributeValues: {
        ":pk": { S: place },
        ":shard": { S: chunkSort(shardId, "", 0) },
        ":now": { N: String(Math.floor(nowMs / MS_PER_S)) },
      },
    }),
  );
  return items.map(chunkOf);
}
