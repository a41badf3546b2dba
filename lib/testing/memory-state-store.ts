/**
 * The state store in memory: the reference that every other adapter is held to by the contract suite, and what
 * file runs, tests and the simulation run on. Pages are immutable values, so they are kept as they are.
 */
import {
  type Archive,
  type EventTimeMs,
  type LedgerEntry,
  type Page,
  type PageCommit,
  type PageKey,
  type Pane,
  type PaneKey,
  PageTooLargeError,
  pageId,
  paneId,
  type SequenceNumber,
  type ShardProgress,
  type StateStore,
} from "../engine/index.ts";

export class MemoryStateStore implements StateStore {
  readonly #progress = new Map<string, ShardProgress>();
  /** Pages by shard, then by page id. */
  readonly #pages = new Map<string, Map<string, Page>>();
  readonly #runs = new Map<string, readonly LedgerEntry[]>();
  readonly #panes = new Map<string, Pane>();
  readonly #archives = new Map<string, Archive>();
  #floorMs: EventTimeMs | undefined;
  readonly #keysMax: number;

  /** @param keysMax how many keys a section of a page may hold. */
  constructor(keysMax = Number.POSITIVE_INFINITY) {
    this.#keysMax = keysMax;
  }

  async readProgress(shardId: string): Promise<ShardProgress | undefined> {
    return this.#progress.get(shardId);
  }

  async commitProgress(next: ShardProgress): Promise<boolean> {
    if ((this.#progress.get(next.shardId)?.version ?? 0) !== next.version - 1) return false;
    this.#progress.set(next.shardId, next);
    return true;
  }

  async listProgress(): Promise<readonly ShardProgress[]> {
    return [...this.#progress.values()].sort((one, other) => (one.shardId < other.shardId ? -1 : 1));
  }

  async readPages(keys: readonly PageKey[]): Promise<readonly (Page | undefined)[]> {
    return keys.map((key) => this.#pages.get(key.shardId)?.get(pageId(key)));
  }

  fits(page: Page): boolean {
    if (this.#keysMax === Number.POSITIVE_INFINITY) return true;
    for (const { state } of page.sections.values()) {
      if (state instanceof Map && state.size > this.#keysMax) return false;
    }
    return true;
  }

  async commitPage(page: Page, startedFrom: SequenceNumber | null): Promise<PageCommit> {
    const shard = this.#pages.get(page.key.shardId) ?? new Map<string, Page>();
    const id = pageId(page.key);
    const stored = shard.get(id);
    if ((stored?.highWaterMark ?? null) !== startedFrom) return { committed: false, stored };
    if (!this.fits(page)) throw new PageTooLargeError(page.key.name, page.sections.size, this.#keysMax);
    shard.set(id, page);
    this.#pages.set(page.key.shardId, shard);
    return { committed: true };
  }

  async windowPages(shardId: string, endAtMostMs: EventTimeMs): Promise<readonly Page[]> {
    const pages = this.#pagesOf(shardId).filter(
      ({ key }) => key.window !== null && key.window.endMs <= endAtMostMs,
    );
    return pages.sort((one, other) => endOf(one) - endOf(other));
  }

  async lastWindowEnd(shardId: string): Promise<EventTimeMs | undefined> {
    let last: EventTimeMs | undefined;
    for (const { key } of this.#pages.get(shardId)?.values() ?? []) {
      if (key.window !== null && (last === undefined || key.window.endMs > last)) last = key.window.endMs;
    }
    return last;
  }

  async keyedPages(shardId: string): Promise<readonly Page[]> {
    return this.#pagesOf(shardId).filter(({ key }) => key.window === null);
  }

  async deletePages(pages: readonly Page[]): Promise<void> {
    for (const { key, highWaterMark } of pages) {
      const shard = this.#pages.get(key.shardId);
      if (shard?.get(pageId(key))?.highWaterMark === highWaterMark) shard.delete(pageId(key));
    }
  }

  async putLedgerRun(shardId: string, number: number, entries: readonly LedgerEntry[]): Promise<void> {
    this.#runs.set(`${shardId}|${number}`, entries);
  }

  async readLedgerRuns(
    shardId: string,
    numbers: readonly number[],
  ): Promise<readonly (readonly LedgerEntry[])[]> {
    return numbers.map((number) => this.#runs.get(`${shardId}|${number}`) ?? []);
  }

  async deleteLedgerRuns(shardId: string, numbers: readonly number[]): Promise<void> {
    for (const number of numbers) this.#runs.delete(`${shardId}|${number}`);
  }

  async readFloor(): Promise<EventTimeMs | undefined> {
    return this.#floorMs;
  }

  async raiseFloor(floorMs: EventTimeMs): Promise<void> {
    if (this.#floorMs === undefined || floorMs > this.#floorMs) this.#floorMs = floorMs;
  }

  async readPane(key: PaneKey): Promise<Pane | undefined> {
    return this.#panes.get(paneId(key));
  }

  async commitPane(pane: Pane): Promise<boolean> {
    if ((this.#panes.get(paneId(pane.key))?.version ?? 0) !== pane.version - 1) return false;
    this.#panes.set(paneId(pane.key), pane);
    return true;
  }

  async putArchive(archive: Archive): Promise<void> {
    this.#archives.set(`${paneId(archive.key)}|${archive.version}`, archive);
  }

  async readArchive(key: PaneKey, version: number): Promise<Archive | undefined> {
    return this.#archives.get(`${paneId(key)}|${version}`);
  }

  #pagesOf(shardId: string): Page[] {
    return [...(this.#pages.get(shardId)?.values() ?? [])];
  }
}

function endOf({ key }: Page): number {
  return key.window?.endMs ?? 0;
}
