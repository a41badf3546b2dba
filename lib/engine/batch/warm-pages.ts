/**
 * Warm pages: those that a worker remembers from its own last batch of a shard. They are what the shard's pages
 * are, as long as nobody else has moved its progress; another version of the progress means another writer, and
 * then all of the shard's pages are forgotten.
 *
 * A stale page would be found out by the condition of its commit, but by then the batch's other pages may be
 * written, and what the fresh one refuses stands in them.
 */
import { type Page, type PageKey, pageId } from "../state/page.ts";
import type { ShardProgress } from "../state/progress.ts";
import type { PageCache } from "./ports.ts";

export class WarmPages {
  readonly #cache: PageCache;
  /** A new turn forgets what was remembered under the old one; the cache drops it in time. */
  readonly #shards = new Map<string, { readonly version: number; readonly turn: number }>();

  constructor(cache: PageCache) {
    this.#cache = cache;
  }

  /** Notes from which progress a batch starts. */
  enter({ shardId, version }: ShardProgress): void {
    const known = this.#shards.get(shardId);
    if (known?.version !== version) this.#shards.set(shardId, { version, turn: (known?.turn ?? 0) + 1 });
  }

  /** Notes that this worker has committed the progress that follows the one it entered with. */
  advance({ shardId, version }: ShardProgress): void {
    const known = this.#shards.get(shardId);
    if (known?.version === version - 1) this.#shards.set(shardId, { version, turn: known.turn });
  }

  get(key: PageKey): Page | undefined {
    return this.#cache.get(this.#idOf(key));
  }

  set(page: Page): void {
    this.#cache.set(this.#idOf(page.key), page);
  }

  delete(key: PageKey): void {
    this.#cache.delete(this.#idOf(key));
  }

  #idOf(key: PageKey): string {
    return `${this.#shards.get(key.shardId)?.turn} ${pageId(key)}`;
  }
}
