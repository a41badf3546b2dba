/** Rows and chunks as items of the view table, and back. */
import { chunkPartition, chunkSort, rowPartition, timePartition, VIEW } from "../../../lib/contract/index.ts";
import { type Chunk, decodeChunk, encodeChunk, type ViewRow, viewName } from "../../../lib/engine/index.ts";
import { bodyAttributes, contentOf } from "./body.ts";
import { type Item, textOf } from "./item.ts";

const MS_PER_S = 1000;

export function rowItem(row: ViewRow): Item {
  const view = viewName(row.operator);
  const start = new Date(row.windowStartMs).toISOString();
  return {
    [VIEW.partitionKey]: { S: rowPartition(view, row.key) },
    [VIEW.sortKey]: { S: start },
    [VIEW.timePartitionKey]: { S: timePartition(view, row.windowStartMs) },
    [VIEW.timeSortKey]: { S: `${start}#${row.key}` },
    [VIEW.version]: { N: String(row.version) },
    [VIEW.row]: { S: JSON.stringify(row) },
  };
}

export function rowOf(item: Item): ViewRow {
  return JSON.parse(textOf(item, VIEW.row));
}

export function chunkItem(chunk: Chunk): Item {
  const { operator, partition, bucketMs, shardId, closedBy, part, expiresAtMs } = chunk;
  return {
    [VIEW.partitionKey]: { S: chunkPartition(viewName(operator), partition, bucketMs) },
    [VIEW.sortKey]: { S: chunkSort(shardId, closedBy, part) },
    [VIEW.expiresAt]: { N: String(Math.max(0, Math.ceil(expiresAtMs / MS_PER_S))) },
    ...bodyAttributes(encodeChunk(chunk)),
  };
}

export function chunkOf(item: Item): Chunk {
  return decodeChunk(contentOf(item));
}
