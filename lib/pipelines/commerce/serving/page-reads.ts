/**
 * Reads of state by those who only read: pages that were read a moment ago are not read again, those that are wanted at the
 * same time are read by one call, and a page that is on its way is waited for.
 *
 * Invariant: a reading gives out nothing that was read longer before its beginning than it admits.
 */
import DataLoader from "dataloader";
import { LRUCache } from "lru-cache";
import {
  type Page,
  type PageKey,
  pageId,
  type ShardProgress,
  type StateStore,
} from "../../../engine/index.ts";

/** What queries of keyed state read. */
export type StateReader = Pick<StateStore, "listProgress" | "readPages">;

export interface StateReading extends StateReader {
  /** When the oldest of what was given out was read, ms since 1970. */
  asOfMs(): number;
}

interface Dated<Value> {
  readonly value: Value;
  /** Before it was asked for. */
  readonly readMs: number;
}

/** Decoded, a page takes some twenty times what it weighs as an item: hundreds of KB. */
const PAGES_MAX = 256;
const SHARDS = "shards";

export class PageReads {
  readonly #nowMs: () => number;
  readonly #pages: LoadedThings<PageKey, Page | undefined>;
  readonly #shards: LoadedThings<typeof SHARDS, readonly ShardProgress[]>;

  constructor(state: StateReader, nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#pages = new LoadedThings(pageId, (keys) => state.readPages(keys), nowMs, PAGES_MAX);
    this.#shards = new LoadedThings(String, async () => [await state.listProgress()], nowMs, 1);
  }

  /** Opens a reading in which nothing is older than this now. */
  open(ageMaxMs: number): StateReading {
    const nowMs = this.#nowMs();
    const notBeforeMs = nowMs - ageMaxMs;
    let oldestMs = nowMs;
    const given = <Value>({ value, readMs }: Dated<Value>): Value => {
      oldestMs = Math.min(oldestMs, readMs);
      return value;
    };
    return {
      listProgress: async () => given(await this.#shards.load(SHARDS, notBeforeMs)),
      readPages: async (keys) =>
        (await Promise.all(keys.map((key) => this.#pages.load(key, notBeforeMs)))).map(given),
      asOfMs: () => oldestMs,
    };
  }
}

/** Things by key, as they were read lately. */
class LoadedThings<Key, Value> {
  readonly #idOf: (key: Key) => string;
  readonly #kept: LRUCache<string, Dated<Value>>;
  readonly #loader: DataLoader<Key, Dated<Value>, string>;

  constructor(
    idOf: (key: Key) => string,
    read: (keys: readonly Key[]) => Promise<readonly Value[]>,
    nowMs: () => number,
    max: number,
  ) {
    this.#idOf = idOf;
    this.#kept = new LRUCache({ max });
    const load = async (keys: readonly Key[]) => {
      const readMs = nowMs();
      return (await read(keys)).map((value) => ({ value, readMs }));
    };
    // The loader remembers what is on its way, and is made to forget what has come.
    this.#loader = new DataLoader(load, { cacheKeyFn: idOf });
  }

  async load(key: Key, notBeforeMs: number): Promise<Dated<Value>> {
    const id = this.#idOf(key);
    const kept = this.#kept.get(id);
    if (kept !== undefined && kept.readMs >= notBeforeMs) return kept;
    let loaded: Dated<Value>;
    try {
      loaded = await this.#loader.load(key);
    } finally {
      this.#loader.clear(key);
    }
    this.#kept.set(id, loaded);
    // One that was on its way already may have set out too early.
    return loaded.readMs >= notBeforeMs ? loaded : this.load(key, notBeforeMs);
  }
}
