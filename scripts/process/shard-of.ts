/**
 * Which shard a partition key belongs to: Kinesis takes the key's MD5 as a 128-bit number and cuts the range of
 * these numbers evenly, so shard i of n holds the hashes in `[i * 2^128 / n, (i + 1) * 2^128 / n)`.
 */
import { createHash } from "node:crypto";

const HASH_RANGE = 1n << 128n;

export function shardOf(partitionKey: string, shards: number): number {
  if (shards === 1) return 0;
  const hash = BigInt(`0x${createHash("md5").update(partitionKey, "utf8").digest("hex")}`);
  return Number((hash * BigInt(shards)) / HASH_RANGE);
}

/** The id that Kinesis gives to a stream's i-th shard. */
export function shardIdOf(index: number): string {
  return `shardId-${String(index).padStart(12, "0")}`;
}
