/**
 * All shards' records as one sequence of batches, each of one shard: in log order within a shard, parents before their
 * children, and the shards beside each other by arrival, so that their watermarks move together and few windows are
 * open at a time. One page a shard is held.
 */
import type { SourceRecord } from "../../lib/engine/index.ts";
import type { ShardPages } from "./shard-pages.ts";

export interface ShardBatch {
  readonly shardId: string;
  readonly records: readonly SourceRecord[];
}

interface Cursor {
  readonly source: ShardPages;
  page: readonly SourceRecord[];
  /** The first of the page that was not handed out. */
  at: number;
  isDone: boolean;
}

const BATCH_RECORDS = 1_000;
/** A shard may run ahead of the others by this much arrival time, ms: batches of one record would take long. */
const RUN_AHEAD_MS = 10_000;

export class ArrivalOrder {
  readonly #cursors: ReadonlyMap<string, Cursor>;

  constructor(sources: readonly ShardPages[]) {
    this.#cursors = new Map(
      sources.map((source) => [source.shard.shardId, { source, page: [], at: 0, isDone: false }]),
    );
  }

  /** undefined at the end of all shards. */
  async next(): Promise<ShardBatch | undefined> {
    await this.#load();
    const [first, second] = this.#readable().sort((one, other) => headMs(one) - headMs(other));
    if (first === undefined) return undefined;
    const boundMs = second === undefined ? Number.POSITIVE_INFINITY : headMs(second) + RUN_AHEAD_MS;
    const { page, at, source } = first;
    let end = at + 1;
    while (end < page.length && end - at < BATCH_RECORDS && (page[end]?.arrivalMs ?? 0) <= boundMs) end += 1;
    first.at = end;
    return { shardId: source.shard.shardId, records: page.slice(at, end) };
  }

  /** Leaves the rest of a shard unread. */
  stop(shardId: string): void {
    const cursor = this.#cursors.get(shardId);
    if (cursor !== undefined) cursor.isDone = true;
  }

  /** False for a shard that is at its end, or whose parents are not yet at theirs. */
  isReadable(shardId: string): boolean {
    const cursor = this.#cursors.get(shardId);
    return cursor !== undefined && !cursor.isDone && this.#areParentsDone(cursor);
  }

  /** Fills the pages of all readable shards; a shard that ends may make its children readable. */
  async #load(): Promise<void> {
    for (;;) {
      const empty = this.#readable().filter(({ page, at }) => at >= page.length);
      if (empty.length === 0) return;
      await Promise.all(
        empty.map(async (cursor) => {
          const page = await cursor.source.next();
          if (page === undefined) cursor.isDone = true;
          else Object.assign(cursor, { page, at: 0 });
        }),
      );
    }
  }

  #readable(): Cursor[] {
    return [...this.#cursors.values()].filter((cursor) => !cursor.isDone && this.#areParentsDone(cursor));
  }

  /** A parent that the stream no longer lists has nothing to read. */
  #areParentsDone({ source }: Cursor): boolean {
    return source.shard.parents.every((parent) => this.#cursors.get(parent)?.isDone ?? true);
  }
}

function headMs({ page, at }: Cursor): number {
  return page[at]?.arrivalMs ?? 0;
}
