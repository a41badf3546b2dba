/** The pages that a container remembers, with a count of how often it knew what it was asked for. */
import { LRUCache } from "lru-cache";
import type { EventTimeMs, Page, PageCache } from "../../lib/engine/index.ts";

/** A shard has a few pages at a time; a container that has served several keeps theirs. */
const WARM_PAGES_MAX = 2_000;
/** As encoded; unpacked they take about twenty times as much: a third of the function's memory. */
const WARM_BYTES_MAX = 32 << 20;

export class CountedPages implements PageCache {
  readonly #pages: LRUCache<string, Page>;
  hits = 0;
  misses = 0;

  constructor(bytesOf: (page: Page) => number) {
    this.#pages = new LRUCache({ max: WARM_PAGES_MAX, maxSize: WARM_BYTES_MAX, sizeCalculation: bytesOf });
  }

  reset(): void {
    this.hits = 0;
    this.misses = 0;
  }

  get(id: string): Page | undefined {
    const page = this.#pages.get(id);
    if (page === undefined) this.misses += 1;
    else this.hits += 1;
    return page;
  }

  set(id: string, page: Page): void {
    this.#pages.set(id, page);
  }

  delete(id: string): void {
    this.#pages.delete(id);
  }

  /** How many windows of the shard have pages here and end behind the watermark. */
  openWindows(shardId: string, watermarkMs: EventTimeMs): number {
    const open = new Set<string>();
    for (const { key } of this.#pages.values()) {
      const { window } = key;
      if (window === null || key.shardId !== shardId || window.endMs <= watermarkMs) continue;
      open.add(`${window.startMs} ${window.endMs}`);
    }
    return open.size;
  }
}
