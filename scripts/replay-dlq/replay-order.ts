/**
 * The order in which replays are put: that of their origins. Within a key it is exact: a key moves only from a shard to
 * its children, shards are numbered as they come into being, and sequence numbers rise within one. Between keys it is
 * the arrival's, which is approximate, so that shards are written to evenly.
 */
import { sequenceNumber } from "../../lib/engine/index.ts";
import type { FoundRecord } from "./found-record.ts";

interface Placed {
  readonly record: FoundRecord;
  readonly shardId: string;
  readonly position: string;
}

export function inReplayOrder(records: readonly FoundRecord[]): readonly FoundRecord[] {
  const placed = records.map((record): Placed => {
    const { shardId, sequenceNumber: digits } = record.origin;
    return { record, shardId, position: sequenceNumber(digits) };
  });
  const timed: (Placed & { readonly arrivalMs: number })[] = [];
  for (const ofKey of Map.groupBy(placed, ({ record }) => record.partitionKey).values()) {
    let arrivalMs = Number.NEGATIVE_INFINITY;
    for (const one of ofKey.toSorted(byPosition)) {
      // Never less than that of the one before it: so the key's own order survives the sort by arrival.
      arrivalMs = Math.max(arrivalMs, one.record.originArrivedAtMs ?? arrivalMs);
      timed.push({ ...one, arrivalMs });
    }
  }
  return timed
    .sort((one, other) => compare(one.arrivalMs, other.arrivalMs) || byPosition(one, other))
    .map(({ record }) => record);
}

function byPosition(one: Placed, other: Placed): number {
  return compare(one.shardId, other.shardId) || compare(one.position, other.position);
}

function compare<Value extends string | number>(one: Value, other: Value): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
