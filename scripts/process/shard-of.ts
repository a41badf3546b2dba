/**
 * Which shard a partition key belongs to: Kinesis takes the key's MD5 as a 128-bit number and cuts the range of
 * these numbers evenly, so shard i of n holds the hashes in `[i * 2^128 / n, (i + 1) * 2^128 / n)`.
 */
import { createHash } from "node:crypto";
import type { AnyTopology } from "../../lib/engine/index.ts";
import type { Line } from "./read-lines.ts";

const HASH_RANGE = 1n << 128n;

export function shardOf(partitionKey: string, shards: number): number {
  if (shards === 1) return 0;
  const hash = BigInt(`0x${createHash("md5").update(partitionKey, "utf8").digest("hex")}`);
  return Number((hash * BigInt(shards)) / HASH_RANGE);
}

/** By the partition key as the producer would have set it; a line that has none goes by the empty key. */
export function shardOfLine(topology: AnyTopology, line: Line, shards: number): number {
  return shards === 1 ? 0 : shardOf(partitionKeyOf(topology, line), shards);
}

function partitionKeyOf({ source }: AnyTopology, line: Line): string {
  try {
    return String(source.key(source.parse(line.text ?? "")));
  } catch {
    return "";
  }
}

/** The id that Kinesis gives to a stream's i-th shard. */
export function shardIdOf(index: number): string {
  return `shardId-${String(index).padStart(12, "0")}`;
}
