/**
 * Stores in memory that forget what is old, as tables do by their time to live: what a pipeline leaves behind in an hour
 * must not be taken for what the dashboard keeps.
 */
import {
  type Chunk,
  chunkId,
  type EventTimeMs,
  type Pane,
  type PaneKey,
  paneId,
  type TimeRange,
  type ViewReader,
  type ViewRow,
  type ViewStore,
} from "../../../lib/engine/index.ts";
import { MemoryStateStore } from "../../../lib/testing/memory-state-store.ts";

/** Of each operator, partition and bucket the newest. */
const CHUNKS_MAX = 16;

interface Written {
  /** By their ids. */
  readonly chunks: ReadonlyMap<string, Chunk>;
  readonly atMs: number;
}

export class ForgettingStateStore extends MemoryStateStore {
  readonly #panes = new Map<string, Pane>();

  override async readPane(key: PaneKey): Promise<Pane | undefined> {
    return this.#panes.get(paneId(key));
  }

  override async commitPane(pane: Pane): Promise<boolean> {
    if ((this.#panes.get(paneId(pane.key))?.version ?? 0) !== pane.version - 1) return false;
    this.#panes.set(paneId(pane.key), pane);
    return true;
  }

  /** Nobody amends what is looked at here. */
  override async putArchive(): Promise<void> {}

  /** The last panes of windows that end in the range. */
  async panesOf(operator: string, { fromMs, toMs }: TimeRange): Promise<readonly Pane[]> {
    return [...this.#panes.values()].filter(
      ({ key }) => key.operator === operator && key.window.endMs >= fromMs && key.window.endMs < toMs,
    );
  }

  forget(beforeMs: number): void {
    for (const [id, { key }] of this.#panes) if (key.window.endMs < beforeMs) this.#panes.delete(id);
  }
}

export class ForgettingViewStore implements ViewStore, ViewReader {
  /** By operator, then by window and key. */
  readonly #rows = new Map<string, Map<string, ViewRow>>();
  /** By operator, partition and bucket. */
  readonly #chunks = new Map<string, Written>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  async putChunks(chunks: readonly Chunk[]): Promise<void> {
    for (const chunk of chunks) {
      const place = placeOf(chunk.operator, chunk.partition, chunk.bucketMs);
      const chunks = new Map(this.#chunks.get(place)?.chunks).set(chunkId(chunk), chunk);
      const newest = new Map([...chunks].slice(-CHUNKS_MAX));
      this.#chunks.set(place, { chunks: newest, atMs: this.#now() });
    }
  }

  async putRows(rows: readonly ViewRow[]): Promise<void> {
    for (const row of rows) {
      const known = this.#rows.get(row.operator) ?? new Map<string, ViewRow>();
      this.#rows.set(row.operator, known);
      const id = `${row.windowStartMs}|${row.key}`;
      if (row.version > (known.get(id)?.version ?? 0)) known.set(id, row);
    }
  }

  async rowsOfKey(operator: string, key: string, range: TimeRange): Promise<readonly ViewRow[]> {
    return (await this.rowsOfTime(operator, range)).filter((row) => row.key === key);
  }

  async rowsOfTime(operator: string, { fromMs, toMs }: TimeRange): Promise<readonly ViewRow[]> {
    return [...(this.#rows.get(operator)?.values() ?? [])]
      .filter(({ windowStartMs }) => windowStartMs >= fromMs && windowStartMs < toMs)
      .sort((one, other) => one.windowStartMs - other.windowStartMs || (one.key < other.key ? -1 : 1));
  }

  async chunksOf(operator: string, partition: string, bucketMs: EventTimeMs): Promise<readonly Chunk[]> {
    const written = this.#chunks.get(placeOf(operator, partition, bucketMs));
    return [...(written?.chunks.values() ?? [])].filter(({ expiresAtMs }) => expiresAtMs > this.#now());
  }

  forget(beforeMs: number): void {
    for (const rows of this.#rows.values()) {
      for (const [id, { windowEndMs }] of rows) if (windowEndMs < beforeMs) rows.delete(id);
    }
    for (const [place, { atMs }] of this.#chunks) if (atMs < beforeMs) this.#chunks.delete(place);
  }
}

function placeOf(operator: string, partition: string, bucketMs: number): string {
  return JSON.stringify([operator, partition, bucketMs]);
}
