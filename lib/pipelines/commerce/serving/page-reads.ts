/**
 * Reads of state by those who only read: pages that were read a moment ago are not read again, those that are wanted at the
 * same time are read by one call, and a page that is on its way is waited for.
 *
 * Invariant: a reading gives out nothing that was read longer before its beginning than it admits.
 */
import {
  type Page,
  type PageKey,
  pageId,
  type ShardProgress,
  type StateStore,
} from "../../../engine/index.ts";
import { type Dated, LoadedThings } from "./loaded-things.ts";

/** What queries of keyed state read. */
export type StateReader = Pick<StateStore, "listProgress" | "readPages">;

export interface StateReading extends StateReader {
  /** When the oldest of what was given out was read, ms since 1970. */
  asOfMs(): number;
}

/**
 * Of three shards what is learned stands in 390 pages, and what follows users in 3,072: the pages that were used last are
 * kept. Decoded, they take up to some 100 KB each.
 */
const PAGES_MAX = 1_500;
const SHARDS = "shards";

export class PageReads {
  readonly #nowMs: () => number;
  readonly #pages: LoadedThings<PageKey, Page | undefined>;
  readonly #shards: LoadedThings<typeof SHARDS, readonly ShardProgress[]>;

  constructor(state: StateReader, nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#pages = new LoadedThings({
      idOf: pageId,
      read: (keys) => state.readPages(keys),
      nowMs,
      max: PAGES_MAX,
      // Last of all: what is asked of other things of this kind leads to pages too, a moment later.
      schedule: setImmediate,
    });
    this.#shards = new LoadedThings({
      idOf: String,
      read: async () => [await state.listProgress()],
      nowMs,
      max: 1,
    });
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
