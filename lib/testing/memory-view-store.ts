/** The view store in memory. Chunks and rows are kept under the names that the view table would give them. */
import type { Chunk, ViewRow, ViewStore } from "../engine/index.ts";

export class MemoryViewStore implements ViewStore {
  readonly #chunks = new Map<string, Chunk>();
  readonly #rows = new Map<string, ViewRow>();

  async putChunks(chunks: readonly Chunk[]): Promise<void> {
    for (const chunk of chunks) {
      const { operator, partition, bucketMs, shardId, closedBy } = chunk;
      this.#chunks.set(`${operator}|${bucketMs}|${shardId}|${closedBy}|${partition}`, chunk);
    }
  }

  async putRows(rows: readonly ViewRow[]): Promise<void> {
    for (const row of rows) {
      const id = `${row.operator}|${row.windowStartMs}|${row.key}`;
      const before = this.#rows.get(id);
      if (before === undefined || row.version > before.version) this.#rows.set(id, row);
    }
  }

  chunks(): readonly Chunk[] {
    return [...this.#chunks.values()];
  }

  rows(): readonly ViewRow[] {
    return [...this.#rows.values()];
  }
}
