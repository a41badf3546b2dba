/**
 * Stores that write elsewhere, metered as if every item went to the tables: for runs over files, which thereby
 * report what the cloud would have been asked for, in the very encoding that it would have been sent.
 *
 * Encoding them is all that a file run would do it for. So of the writes of a page, and of an operator's chunks and rows, one is
 * encoded whenever there have been an eighth more of them, and those in between are taken to have grown evenly. Pages
 * without a window that the same operators have in a shard are alike: whichever is encoded stands for all of them.
 */
import { FLOOR_SORT, PIPELINE_PARTITION, STATE } from "../../lib/contract/index.ts";
import {
  type AnyTopology,
  type Page,
  pageId,
  type StateStore,
  type ViewStore,
} from "../../lib/engine/index.ts";
import type { Item } from "./items/item.ts";
import { archiveItems } from "./items/archive-items.ts";
import { itemBytes, writeUnits } from "./items/item-size.ts";
import { ledgerItem } from "./items/ledger-item.ts";
import { pageItem } from "./items/page-item.ts";
import { paneItem } from "./items/pane-item.ts";
import { progressItem, registryItem } from "./items/progress-item.ts";
import { chunkItem, rowItem } from "./items/view-items.ts";
import type { WriteMeter } from "./write-meter.ts";

/** A write is measured when there have been an eighth more since the last, and eight at the least. */
const MEASURED_SHARE = 8;
const UNMEASURED_WRITES_MIN = 8;

/** A run over a file has no clock; expiry takes as many bytes whenever it is. */
const NEVER_MS = 0;

/** Writes of items that are about equally large, and what the one measured last weighs. */
interface Alike {
  bytes: number;
  writes: number;
  measuredAt: number;
}

class SampledSizes {
  readonly #meter: WriteMeter;
  readonly #alike = new Map<string, Alike>();

  constructor(meter: WriteMeter) {
    this.#meter = meter;
  }

  /** Counts a write of the item as large as the one measured last of those that are alike, or measures it. */
  count(kind: string, item: () => Item): void {
    const alike = this.#alike.get(kind) ?? { bytes: 0, writes: 0, measuredAt: 0 };
    const { writes, measuredAt } = alike;
    if (writes === 0) {
      alike.bytes = itemBytes(item());
      this.#alike.set(kind, alike);
    } else if (writes - measuredAt >= Math.max(UNMEASURED_WRITES_MIN, writes / MEASURED_SHARE)) {
      this.#measure(alike, itemBytes(item()));
    }
    alike.writes += 1;
    this.#meter.countBytes(alike.bytes);
  }

  /** What was written since the last measure has grown evenly from there to here. */
  #measure(alike: Alike, bytes: number): void {
    const grownUnits = writeUnits(bytes) - writeUnits(alike.bytes);
    this.#meter.addUnits(Math.round((grownUnits * (alike.writes - alike.measuredAt - 1)) / 2));
    alike.bytes = bytes;
    alike.measuredAt = alike.writes;
  }

  forget(kind: string): void {
    this.#alike.delete(kind);
  }
}

/** A window's page grows from its first record to its last: no other page is like it. */
function kindOf({ key, sections }: Page): string {
  return key.window === null ? `${key.shardId}|${[...sections.keys()].join()}` : pageId(key);
}

export function meteredStateStore(topology: AnyTopology, store: StateStore, meter: WriteMeter): StateStore {
  const sizes = new SampledSizes(meter);
  return {
    readProgress: (shardId) => store.readProgress(shardId),
    listProgress: () => store.listProgress(),
    readPages: (keys) => store.readPages(keys),
    windowPages: (shardId, endAtMostMs) => store.windowPages(shardId, endAtMostMs),
    lastWindowEnd: (shardId) => store.lastWindowEnd(shardId),
    keyedPages: (shardId) => store.keyedPages(shardId),
    deletePages(pages) {
      for (const page of pages) sizes.forget(kindOf(page));
      return store.deletePages(pages);
    },
    readLedgerRuns: (shardId, numbers) => store.readLedgerRuns(shardId, numbers),
    deleteLedgerRuns: (shardId, numbers) => store.deleteLedgerRuns(shardId, numbers),
    readFloor: () => store.readFloor(),
    readPane: (key) => store.readPane(key),
    fits: (page) => store.fits(page),
    commitProgress(next) {
      if (next.version === 1) meter.count(registryItem(next.shardId));
      sizes.count(`progress of ${next.shardId}`, () => progressItem(next));
      return store.commitProgress(next);
    },
    commitPage(page, startedFrom) {
      sizes.count(kindOf(page), () => pageItem(topology, page, NEVER_MS));
      return store.commitPage(page, startedFrom);
    },
    putLedgerRun(shardId, number, entries) {
      meter.count(ledgerItem(shardId, number, entries, NEVER_MS));
      return store.putLedgerRun(shardId, number, entries);
    },
    raiseFloor(floorMs) {
      meter.count(floorItem(floorMs));
      return store.raiseFloor(floorMs);
    },
    /** Counted, and not kept: nobody amends a file. */
    async putArchive(archive) {
      for (const item of archiveItems(topology, archive, NEVER_MS)) meter.count(item);
    },
    readArchive: async () => undefined,
    commitPane(pane) {
      meter.count(paneItem(pane, NEVER_MS));
      return store.commitPane(pane);
    },
  };
}

export function meteredViewStore(store: ViewStore, meter: WriteMeter): ViewStore {
  const sizes = new SampledSizes(meter);
  return {
    putChunks(chunks) {
      for (const chunk of chunks) sizes.count(`chunks of ${chunk.operator}`, () => chunkItem(chunk));
      return store.putChunks(chunks);
    },
    putRows(rows) {
      for (const row of rows) sizes.count(`rows of ${row.operator}`, () => rowItem(row));
      return store.putRows(rows);
    },
  };
}

export function floorItem(floorMs: number): Item {
  return {
    [STATE.partitionKey]: { S: PIPELINE_PARTITION },
    [STATE.sortKey]: { S: FLOOR_SORT },
    [STATE.floor]: { N: String(floorMs) },
  };
}
