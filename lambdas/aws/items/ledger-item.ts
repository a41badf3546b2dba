/** A run of a shard's ledger as an item of the state table, and back. */
import { ledgerSort, STATE, shardPartition } from "../../../lib/contract/index.ts";
import type { LedgerEntry } from "../../../lib/engine/index.ts";
import { bodyAttributes, contentOf } from "./body.ts";
import { expiry } from "./expiry.ts";
import type { Item } from "./item.ts";

export function ledgerItemKey(shardId: string, run: number): Item {
  return { [STATE.partitionKey]: { S: shardPartition(shardId) }, [STATE.sortKey]: { S: ledgerSort(run) } };
}

/** @param nowMs the worker's clock: identities of old events are remembered from now on, too. */
export function ledgerItem(
  shardId: string,
  run: number,
  entries: readonly LedgerEntry[],
  nowMs: number,
): Item {
  const neededUntilMs = entries.reduce((latest, [, forgetAtMs]) => Math.max(latest, forgetAtMs), nowMs);
  return {
    ...ledgerItemKey(shardId, run),
    [STATE.expiresAt]: expiry(neededUntilMs),
    ...bodyAttributes(JSON.stringify(entries)),
  };
}

export function ledgerEntriesOf(item: Item): readonly LedgerEntry[] {
  return contentOf(item) as unknown as readonly LedgerEntry[];
}
