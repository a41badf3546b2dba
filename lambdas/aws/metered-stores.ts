/**
 * Stores that write elsewhere, metered as if every item went to the tables: for runs over files, which thereby
 * report what the cloud would have been asked for, in the very encoding that it would have been sent.
 *
 * A page grows slowly from one write to the next, and encoding it is all that a file run would do it for: it is
 * encoded at its first and then at every eighth write, and in between counts as large as it last was.
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

const WRITES_A_MEASURE = 8;

/** A run over a file has no clock; expiry takes as many bytes whenever it is. */
const NEVER_MS = 0;

export function meteredStateStore(topology: AnyTopology, store: StateStore, meter: WriteMeter): StateStore {
  const sizes = new Map<string, { bytes: number; writes: number }>();

  function countPage(page: Page): void {
    const id = pageId(page.key);
    const size = sizes.get(id) ?? { bytes: 0, writes: 0 };
    if (size.writes % WRITES_A_MEASURE === 0) size.bytes = itemBytes(pageItem(topology, page, NEVER_MS));
    size.writes += 1;
    sizes.set(id, size);
    meter.countPageBytes(size.bytes);
  }

  return {
    readProgress: (shardId) => store.readProgress(shardId),
    listProgress: () => store.listProgress(),
    readPages: (keys) => store.readPages(keys),
    windowPages: (shardId, endAtMostMs) => store.windowPages(shardId, endAtMostMs),
    lastWindowEnd: (shardId) => store.lastWindowEnd(shardId),
    keyedPages: (shardId) => store.keyedPages(shardId),
    deletePages(pages) {
      for (const { key } of pages) sizes.delete(pageId(key));
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
      countPage(page);
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
  return {
    putChunks(chunks) {
      for (const chunk of chunks) meter.count(chunkItem(chunk));
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
