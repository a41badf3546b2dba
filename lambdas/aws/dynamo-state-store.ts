/**
 * The state store on DynamoDB: one table a pipeline, laid out as lib/contract/state-table.ts says. SDK errors
 * pass through as they are: each is a passing fault, and the batch comes again.
 */
import {
  FLOOR_SORT,
  PIPELINE_PARTITION,
  panesPartition,
  SHARDS_PARTITION,
  STATE,
} from "../../lib/contract/index.ts";
import type {
  AnyTopology,
  Archive,
  EventTimeMs,
  LedgerEntry,
  Page,
  PageCommit,
  PageKey,
  Pane,
  PaneKey,
  SequenceNumber,
  ShardProgress,
  StateStore,
} from "../../lib/engine/index.ts";
import {
  type Condition,
  deleteItems,
  getItem,
  getItems,
  putItem,
  putItemIf,
  queryItems,
  type Table,
} from "./dynamo-calls.ts";
import { DynamoPages } from "./dynamo-pages.ts";
import { archiveItems, archiveOf, prefixOf } from "./items/archive-items.ts";
import { textOf, wholeOf } from "./items/item.ts";
import { ledgerEntriesOf, ledgerItem, ledgerItemKey } from "./items/ledger-item.ts";
import { paneItem, paneItemKey, paneOf } from "./items/pane-item.ts";
import { progressItem, progressItemKey, progressOf, registryItem } from "./items/progress-item.ts";
import { floorItem } from "./metered-stores.ts";

export class DynamoStateStore implements StateStore {
  readonly #topology: AnyTopology;
  readonly #table: Table;
  readonly #now: () => number;
  readonly #pages: DynamoPages;

  constructor(topology: AnyTopology, table: Table, now: () => number = Date.now) {
    this.#topology = topology;
    this.#table = table;
    this.#now = now;
    this.#pages = new DynamoPages(topology, table, now);
  }

  async readProgress(shardId: string): Promise<ShardProgress | undefined> {
    const item = await getItem(this.#table, progressItemKey(shardId));
    return item === undefined ? undefined : progressOf(item);
  }

  async commitProgress(next: ShardProgress): Promise<boolean> {
    // The registry comes first: a shard that has progress is always found by the closer.
    if (next.version === 1) await putItem(this.#table, registryItem(next.shardId));
    const item = progressItem(next);
    this.#table.meter.count(item);
    return (await putItemIf(this.#table, item, isNextVersion(next.version))).done;
  }

  async listProgress(): Promise<readonly ShardProgress[]> {
    const registry = await queryItems(this.#table, {
      ConsistentRead: true,
      KeyConditionExpression: "#pk = :shards",
      ExpressionAttributeNames: { "#pk": STATE.partitionKey },
      ExpressionAttributeValues: { ":shards": { S: SHARDS_PARTITION } },
    });
    const keys = registry.map((item) => progressItemKey(textOf(item, STATE.sortKey)));
    const items = await getItems(this.#table, keys);
    return items.map(progressOf).sort((one, other) => (one.shardId < other.shardId ? -1 : 1));
  }

  readPages(keys: readonly PageKey[]): Promise<readonly (Page | undefined)[]> {
    return this.#pages.read(keys);
  }

  /** What the page takes as an item. */
  pageBytes(page: Page): number {
    return this.#pages.bytesOf(page);
  }

  fits(page: Page): boolean {
    return this.#pages.fits(page);
  }

  commitPage(page: Page, startedFrom: SequenceNumber | null): Promise<PageCommit> {
    return this.#pages.commit(page, startedFrom);
  }

  windowPages(shardId: string, endAtMostMs: EventTimeMs): Promise<readonly Page[]> {
    return this.#pages.ofWindows(shardId, endAtMostMs);
  }

  lastWindowEnd(shardId: string): Promise<EventTimeMs | undefined> {
    return this.#pages.lastWindowEnd(shardId);
  }

  keyedPages(shardId: string): Promise<readonly Page[]> {
    return this.#pages.keyed(shardId);
  }

  deletePages(pages: readonly Page[]): Promise<void> {
    return this.#pages.delete(pages);
  }

  async putLedgerRun(shardId: string, number: number, entries: readonly LedgerEntry[]): Promise<void> {
    await putItem(this.#table, ledgerItem(shardId, number, entries, this.#now()));
  }

  async readLedgerRuns(
    shardId: string,
    numbers: readonly number[],
  ): Promise<readonly (readonly LedgerEntry[])[]> {
    const items = await getItems(
      this.#table,
      numbers.map((number) => ledgerItemKey(shardId, number)),
    );
    const runs = new Map(items.map((item) => [textOf(item, STATE.sortKey), ledgerEntriesOf(item)]));
    return numbers.map((number) => runs.get(ledgerItemKey(shardId, number)[STATE.sortKey]?.S ?? "") ?? []);
  }

  async deleteLedgerRuns(shardId: string, numbers: readonly number[]): Promise<void> {
    await deleteItems(
      this.#table,
      numbers.map((number) => ledgerItemKey(shardId, number)),
    );
  }

  async readFloor(): Promise<EventTimeMs | undefined> {
    const item = await getItem(this.#table, {
      [STATE.partitionKey]: { S: PIPELINE_PARTITION },
      [STATE.sortKey]: { S: FLOOR_SORT },
    });
    return item === undefined ? undefined : (wholeOf(item, STATE.floor) as EventTimeMs);
  }

  async raiseFloor(floorMs: EventTimeMs): Promise<void> {
    const item = floorItem(floorMs);
    this.#table.meter.count(item);
    await putItemIf(this.#table, item, {
      ConditionExpression: "attribute_not_exists(#floor) OR #floor < :floor",
      ExpressionAttributeNames: { "#floor": STATE.floor },
      ExpressionAttributeValues: { ":floor": { N: String(floorMs) } },
    });
  }

  async readPane(key: PaneKey): Promise<Pane | undefined> {
    const item = await getItem(this.#table, paneItemKey(key));
    return item === undefined ? undefined : paneOf(item);
  }

  async commitPane(pane: Pane): Promise<boolean> {
    const item = paneItem(pane, this.#now());
    this.#table.meter.count(item);
    return (await putItemIf(this.#table, item, isNextVersion(pane.version))).done;
  }

  async putArchive(archive: Archive): Promise<void> {
    const items = archiveItems(this.#topology, archive, this.#now());
    await Promise.all(items.map((item) => putItem(this.#table, item)));
  }

  async readArchive(key: PaneKey, version: number): Promise<Archive | undefined> {
    const items = await queryItems(this.#table, {
      ConsistentRead: true,
      KeyConditionExpression: "#pk = :panes AND begins_with(#sk, :prefix)",
      ExpressionAttributeNames: { "#pk": STATE.partitionKey, "#sk": STATE.sortKey },
      ExpressionAttributeValues: {
        ":panes": { S: panesPartition(key.operator) },
        ":prefix": { S: prefixOf(key, version) },
      },
    });
    return archiveOf(this.#topology, key, version, items);
  }
}

/** The stored version is the one that the new one was made from; version 1 was made from nothing. */
function isNextVersion(version: number): Condition {
  if (version === 1) {
    return {
      ConditionExpression: "attribute_not_exists(#version)",
      ExpressionAttributeNames: { "#version": STATE.version },
    };
  }
  return {
    ConditionExpression: "#version = :before",
    ExpressionAttributeNames: { "#version": STATE.version },
    ExpressionAttributeValues: { ":before": { N: String(version - 1) } },
  };
}
