/** The view store in memory: written by the engine, read by queries and tests. */
import {
  type Chunk,
  chunkId,
  type EventTimeMs,
  type TimeRange,
  type ViewReader,
  type ViewRow,
  type ViewStore,
} from "../engine/index.ts";

export class MemoryViewStore implements ViewStore, ViewReader {
  readonly #chunks = new Map<string, Chunk>();
  readonly #rows = new Map<string, ViewRow>();
  readonly #now: () => number;

  constructor(now: () => number = () => 0) {
    this.#now = now;
  }

  async putChunks(chunks: readonly Chunk[]): Promise<void> {
    for (const chunk of chunks) {
      this.#chunks.set(`${chunk.operator}|${chunkId(chunk)}`, chunk);
    }
  }

  async putRows(rows: readonly ViewRow[]): Promise<void> {
    for (const row of rows) {
      const id = `${row.operator}|${row.windowStartMs}|${row.key}`;
      const before = this.#rows.get(id);
      if (before === undefined || row.version > before.version) this.#rows.set(id, row);
    }
  }

  async rowsOfKey(operator: string, key: string, range: TimeRange): Promise<readonly ViewRow[]> {
    return (await this.rowsOfTime(operator, range)).filter((row) => row.key === key);
  }

  async rowsOfTime(operator: string, { fromMs, toMs }: TimeRange): Promise<readonly ViewRow[]> {
    return [...this.#rows.values()]
      .filter((row) => row.operator === operator && row.windowStartMs >= fromMs && row.windowStartMs < toMs)
      .sort((one, other) => one.windowStartMs - other.windowStartMs || (one.key < other.key ? -1 : 1));
  }

  async chunksOf(operator: string, partition: string, bucketMs: EventTimeMs): Promise<readonly Chunk[]> {
    return [...this.#chunks.values()].filter(
      (chunk) =>
        chunk.operator === operator &&
        chunk.partition === partition &&
        chunk.bucketMs === bucketMs &&
        chunk.expiresAtMs > this.#now(),
    );
  }

  chunks(): readonly Chunk[] {
    return [...this.#chunks.values()];
  }

  rows(): readonly ViewRow[] {
    return [...this.#rows.values()];
  }
}
