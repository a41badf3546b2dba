/**
 * Stores that write elsewhere, metered as if every item went to the tables: for runs over files, which thereby
 * report what the cloud would have been asked for, in the very encoding that it would have been sent.
 *
 * A page grows slowly from one write to the next, an operator's chunks are about equally large, and encoding them
 * is all that a file run would do it for: a page is encoded at the first and then at every eighth write, an operator's
 * chunk at every thirty-second, and in between counts as large as it last was. Pages without a window that the same operators have in a
 * shard are alike: one of them is encoded where each has been written eight times, and stands for the others.
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
import { itemBytes } from "./items/item-size.ts";
import { ledgerItem } from "./items/ledger-item.ts";
import { pageItem } from "./items/page-item.ts";
import { paneItem } from "./items/pane-item.ts";
import { progressItem, registryItem } from "./items/progress-item.ts";
import { chunkItem, rowItem } from "./items/view-items.ts";
import type { WriteMeter } from "./write-meter.ts";

const PAGE_WRITES_A_MEASURE = 8;
const CHUNK_WRITES_A_MEASURE = 32;

/** A run over a file has no clock; expiry takes as many bytes whenever it is. */
const NEVER_MS = 0;

/** Items that are about equally large, and what the one measured last weighs. */
interface Alike {
  readonly ids: Set<string>;
  bytes: number;
  writesUntilMeasured: number;
}

class SampledSizes {
  readonly #alike = new Map<string, Alike>();
  readonly #writesAMeasure: number;

  constructor(writesAMeasure: number) {
    this.#writesAMeasure = writesAMeasure;
  }

  /** Bytes of the item, or of the one measured last of those that are alike. */
  measure(kind: string, id: string, item: () => Item): number {
    const alike = this.#alike.get(kind) ?? { ids: new Set(), bytes: 0, writesUntilMeasured: 0 };
    alike.ids.add(id);
    this.#alike.set(kind, alike);
    if (alike.writesUntilMeasured === 0) {
      alike.bytes = itemBytes(item());
      alike.writesUntilMeasured = this.#writesAMeasure * alike.ids.size;
    }
    alike.writesUntilMeasured -= 1;
    return alike.bytes;
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
  const sizes = new SampledSizes(PAGE_WRITES_A_MEASURE);
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
      meter.count(progressItem(next));
      return store.commitProgress(next);
    },
    commitPage(page, startedFrom) {
      const item = () => pageItem(topology, page, NEVER_MS);
      meter.countPageBytes(sizes.measure(kindOf(page), page.key.name, item));
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
  const sizes = new SampledSizes(CHUNK_WRITES_A_MEASURE);
  return {
    putChunks(chunks) {
      for (const chunk of chunks) {
        const { operator } = chunk;
        meter.countBytes(sizes.measure(operator, operator, () => chunkItem(chunk)));
      }
      return store.putChunks(chunks);
    },
    putRows(rows) {
      for (const row of rows) meter.count(rowItem(row));
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
