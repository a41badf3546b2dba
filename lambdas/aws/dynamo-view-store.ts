/** The view table, written and read. */
import { chunkPartition, rowPartition, timePartition, VIEW } from "../../lib/contract/index.ts";
import {
  type Chunk,
  type EventTimeMs,
  type TimeRange,
  type ViewReader,
  type ViewRow,
  type ViewStore,
  viewName,
} from "../../lib/engine/index.ts";
import { putItem, putItemIf, queryItems, type Table } from "./dynamo-calls.ts";
import { chunkItem, chunkOf, rowItem, rowOf } from "./items/view-items.ts";

/** A window closes into as many rows as it has keys; this many are written at once. */
const ROWS_AT_ONCE = 16;
const MS_PER_HOUR = 3_600_000;
const MS_PER_S = 1000;

/** A row of a later pane version already stands there: it shows more. */
const IS_NEWER = "attribute_not_exists(#version) OR #version < :version";

export class DynamoViewStore implements ViewStore, ViewReader {
  readonly #table: Table;
  readonly #now: () => number;

  constructor(table: Table, now: () => number = Date.now) {
    this.#table = table;
    this.#now = now;
  }

  async putChunks(chunks: readonly Chunk[]): Promise<void> {
    await Promise.all(chunks.map((chunk) => putItem(this.#table, chunkItem(chunk))));
  }

  async putRows(rows: readonly ViewRow[]): Promise<void> {
    for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) {
      await Promise.all(rows.slice(i, i + ROWS_AT_ONCE).map((row) => this.#putRow(row)));
    }
  }

  async rowsOfKey(operator: string, key: string, { fromMs, toMs }: TimeRange): Promise<readonly ViewRow[]> {
    if (fromMs >= toMs) return [];
    const items = await queryItems(this.#table, {
      ConsistentRead: true,
      KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :from AND :to",
      ExpressionAttributeNames: { "#pk": VIEW.partitionKey, "#sk": VIEW.sortKey },
      ExpressionAttributeValues: {
        ":pk": { S: rowPartition(viewName(operator), key) },
        ":from": { S: iso(fromMs) },
        ":to": { S: iso(toMs - 1) },
      },
    });
    return items.map(rowOf);
  }

  async rowsOfTime(operator: string, { fromMs, toMs }: TimeRange): Promise<readonly ViewRow[]> {
    if (fromMs >= toMs) return [];
    const rows: ViewRow[] = [];
    for (let hourMs = Math.floor(fromMs / MS_PER_HOUR) * MS_PER_HOUR; hourMs < toMs; hourMs += MS_PER_HOUR) {
      const items = await queryItems(this.#table, {
        IndexName: VIEW.timeIndex,
        KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :from AND :to",
        ExpressionAttributeNames: { "#pk": VIEW.timePartitionKey, "#sk": VIEW.timeSortKey },
        ExpressionAttributeValues: {
          ":pk": { S: timePartition(viewName(operator), hourMs) },
          ":from": { S: iso(fromMs) },
          // Keys behind the time make every entry of a time greater than the time alone.
          ":to": { S: iso(toMs) },
        },
      });
      rows.push(...items.map(rowOf));
    }
    return rows;
  }

  async chunksOf(operator: string, partition: string, bucketMs: EventTimeMs): Promise<readonly Chunk[]> {
    const items = await queryItems(this.#table, {
      ConsistentRead: true,
      KeyConditionExpression: "#pk = :pk",
      // TTL deletes days late: what has expired is gone for readers at once.
      FilterExpression: "#expiresAt > :now",
      ExpressionAttributeNames: { "#pk": VIEW.partitionKey, "#expiresAt": VIEW.expiresAt },
      ExpressionAttributeValues: {
        ":pk": { S: chunkPartition(viewName(operator), partition, bucketMs) },
        ":now": { N: String(Math.floor(this.#now() / MS_PER_S)) },
      },
    });
    return items.map(chunkOf);
  }

  async #putRow(row: ViewRow): Promise<void> {
    const item = rowItem(row);
    this.#table.meter.count(item);
    await putItemIf(this.#table, item, {
      ConditionExpression: IS_NEWER,
      ExpressionAttributeNames: { "#version": VIEW.version },
      ExpressionAttributeValues: { ":version": { N: String(row.version) } },
    });
  }
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
