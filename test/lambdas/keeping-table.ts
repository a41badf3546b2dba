/** An AWS that takes everything and gives items back as they were put. */
import { STATE } from "../../lib/contract/index.ts";
import type { Script } from "./fake-endpoint.ts";

export function keepingTable(): Script {
  const items = new Map<string, unknown>();
  return ({ target, body }) => {
    if (target.endsWith("ListShards")) return { body: JSON.stringify({ Shards: [] }) };
    if (target.endsWith(".PutItem")) items.set(placeOf(JSON.parse(body).Item), JSON.parse(body).Item);
    if (!target.endsWith(".GetItem")) return { body: "{}" };
    const Item = items.get(placeOf(JSON.parse(body).Key));
    return { body: JSON.stringify(Item === undefined ? {} : { Item }) };
  };
}

function placeOf(attributes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify([attributes[STATE.partitionKey], attributes[STATE.sortKey]]);
}
