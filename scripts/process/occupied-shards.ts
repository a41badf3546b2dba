/**
 * The shards of a file that hold an event: looked up before the file is processed, for as far as it takes to have found one in
 * each, which mostly is a few lines. Lines that end as dead letters are none: they move no watermark.
 */
import { stat } from "node:fs/promises";
import { type AnyTopology, decode } from "../../lib/engine/index.ts";
import { LineRecord } from "./line-record.ts";
import { type Line, readLines } from "./read-lines.ts";
import { shardOfLine } from "./shard-of.ts";

export interface ShardedInput {
  readonly topology: AnyTopology;
  readonly input: string;
  readonly shards: number;
  readonly arrivalMs: number | null;
  readonly signal: AbortSignal;
}

/**
 * Of an input that can be read only once, such as a pipe, any shard may hold an event.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function occupiedShards(of: ShardedInput): Promise<ReadonlySet<number>> {
  const { topology, input, shards, signal } = of;
  if (shards === 1 || !(await stat(input)).isFile()) return new Set(Array(shards).keys());
  const occupied = new Set<number>();
  for await (const lines of readLines(input).blocks) {
    signal.throwIfAborted();
    for (const line of lines) {
      const shard = shardOfLine(topology, line, shards);
      if (!occupied.has(shard) && isEvent(line, of)) occupied.add(shard);
      if (occupied.size === shards) return occupied;
    }
  }
  return occupied;
}

function isEvent(line: Line, { topology, arrivalMs }: ShardedInput): boolean {
  const { content } = new LineRecord(line, arrivalMs);
  if (content.kind !== "event") return false;
  return decode(topology.source, content.text, arrivalMs).rejection === undefined;
}
