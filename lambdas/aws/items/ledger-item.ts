/** A run of a shard's ledger as an item of the state table, and back. */
import { ledgerSort, STATE, shardPartition } from "../../../lib/contract/index.ts";
import type { LedgerEntry } from "../../../lib/engine/index.ts";
import { bodyAttributes, contentOf } from "./body.ts";
import type { Item } from "./item.ts";

export function ledgerItemKey(shardId: string, run: number): Item {
  return { [STATE.partitionKey]: { S: shardPartition(shardId) }, [STATE.sortKey]: { S: ledgerSort(run) } };
}

export function ledgerItem(shardId: string, run: number, entries: readonly LedgerEntry[]): Item {
  return { ...ledgerItemKey(shardId, run), ...bodyAttributes(JSON.stringify(entries)) };
}

export function ledgerEntriesOf(item: Item): readonly LedgerEntry[] {
  return contentOf(item) as unknown as readonly LedgerEntry[];
}
