/** The last pane of each window of an operator, for windows that end in a range, from the state table. */
import { queryItems, type Table } from "../../../lambdas/aws/dynamo-calls.ts";
import { paneOf } from "../../../lambdas/aws/items/pane-item.ts";
import { panesPartition, sortableTime, STATE } from "../../../lib/contract/index.ts";
import type { Pane, TimeRange } from "../../../lib/engine/index.ts";

export async function readPanes(
  table: Table,
  operator: string,
  { fromMs, toMs }: TimeRange,
): Promise<readonly Pane[]> {
  const items = await queryItems(table, {
    KeyConditionExpression: "#pk = :panes AND #sk BETWEEN :from AND :to",
    ExpressionAttributeNames: { "#pk": STATE.partitionKey, "#sk": STATE.sortKey },
    ExpressionAttributeValues: {
      ":panes": { S: panesPartition(operator) },
      ":from": { S: sortableTime(fromMs) },
      ":to": { S: sortableTime(toMs) },
    },
  });
  return items.map(paneOf);
}
