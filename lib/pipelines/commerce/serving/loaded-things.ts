/**
 * Things by key, as they were read lately: those that are wanted at the same time are read by one call, and one that is on its
 * way is waited for.
 */
import DataLoader from "dataloader";
import { LRUCache } from "lru-cache";

export interface Dated<Value> {
  readonly value: Value;
  /** Before it was asked for, ms since 1970. */
  readonly readMs: number;
}

export interface LoadedThingsOptions<Key, Value> {
  readonly idOf: (key: Key) => string;
  /** The values in the order of the keys, which are different ones. */
  readonly read: (keys: readonly Key[]) => Promise<readonly Value[]>;
  readonly nowMs: () => number;
  /** How many are kept: those that were used last. */
  readonly max: number;
  /** When a call sets out with what is wanted by then. @default as soon as nothing is left to do */
  readonly schedule?: (setOut: () => void) => void;
}

export class LoadedThings<Key, Value> {
  readonly #idOf: (key: Key) => string;
  readonly #kept: LRUCache<string, Dated<Value>>;
  readonly #loader: DataLoader<Key, Dated<Value>, string>;

  constructor({ idOf, read, nowMs, max, schedule }: LoadedThingsOptions<Key, Value>) {
    this.#idOf = idOf;
    this.#kept = new LRUCache({ max });
    const load = async (keys: readonly Key[]) => {
      const readMs = nowMs();
      return (await read(keys)).map((value) => ({ value, readMs }));
    };
    // The loader remembers what is on its way, and is made to forget what has come.
    this.#loader = new DataLoader(load, {
      cacheKeyFn: idOf,
      ...(schedule === undefined ? {} : { batchScheduleFn: schedule }),
    });
  }

  /** The thing as it was read at `notBeforeMs` or later. */
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
