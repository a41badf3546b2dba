/**
 * Stores that write elsewhere, metered as if every item went to the tables: for runs over files, which thereby
 * report what the cloud would have been asked for, in the very encoding that it would have been sent.
 */
import { FLOOR_SORT, PIPELINE_PARTITION, STATE } from "../../lib/contract/index.ts";
import type { AnyTopology, StateStore, ViewStore } from "../../lib/engine/index.ts";
import type { Item } from "./items/item.ts";
import { ledgerItem } from "./items/ledger-item.ts";
import { pageItem } from "./items/page-item.ts";
import { paneItem } from "./items/pane-item.ts";
import { progressItem } from "./items/progress-item.ts";
import { chunkItem, rowItem } from "./items/view-items.ts";
import type { WriteMeter } from "./write-meter.ts";

export function meteredStateStore(topology: AnyTopology, store: StateStore, meter: WriteMeter): StateStore {
  return {
    readProgress: (shardId) => store.readProgress(shardId),
    listProgress: () => store.listProgress(),
    readPages: (keys) => store.readPages(keys),
    windowPages: (shardId, endAtMostMs) => store.windowPages(shardId, endAtMostMs),
    lastWindowEnd: (shardId) => store.lastWindowEnd(shardId),
    keyedPages: (shardId) => store.keyedPages(shardId),
    deletePages: (keys) => store.deletePages(keys),
    readLedgerRuns: (shardId, numbers) => store.readLedgerRuns(shardId, numbers),
    deleteLedgerRuns: (shardId, numbers) => store.deleteLedgerRuns(shardId, numbers),
    readFloor: () => store.readFloor(),
    readPane: (key) => store.readPane(key),
    fits: (page) => store.fits(page),
    commitProgress(next) {
      meter.count(progressItem(next));
      return store.commitProgress(next);
    },
    commitPage(page, startedFrom) {
      meter.countPage(pageItem(topology, page));
      return store.commitPage(page, startedFrom);
    },
    putLedgerRun(shardId, number, entries) {
      meter.count(ledgerItem(shardId, number, entries));
      return store.putLedgerRun(shardId, number, entries);
    },
    raiseFloor(floorMs) {
      meter.count(floorItem(floorMs));
      return store.raiseFloor(floorMs);
    },
    commitPane(pane) {
      meter.count(paneItem(pane));
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
