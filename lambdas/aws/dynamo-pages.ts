/** Pages in the state table. */
import { PAGE_PREFIX, STATE, shardPartition, sortableTime, WINDOW_PREFIX } from "../../lib/contract/index.ts";
import {
  type AnyTopology,
  type EventTimeMs,
  type Page,
  type PageCommit,
  type PageKey,
  PageTooLargeError,
  pageId,
  type SequenceNumber,
} from "../../lib/engine/index.ts";
import {
  type Condition,
  deleteItemsIf,
  getItems,
  putItemIf,
  queryItems,
  queryLast,
  type Table,
} from "./dynamo-calls.ts";
import type { Item } from "./items/item.ts";
import { itemBytes } from "./items/item-size.ts";
import { pageItem, pageItemKey, pageOf } from "./items/page-item.ts";

/** DynamoDB refuses items above 400 KB; a page is refused before, while its worker can still say what to do. */
const PAGE_BYTES_MAX = 380_000;

/** No page is stored: nobody else has begun it. */
const IS_NEW = "attribute_not_exists(#pk)";
/** The stored page holds exactly the records that the new one was folded from. */
const IS_WHERE_I_STARTED = "#hwm = :startedFrom";

export class DynamoPages {
  readonly #topology: AnyTopology;
  readonly #table: Table;
  readonly #now: () => number;
  readonly #encoded = new WeakMap<Page, Item>();

  constructor(topology: AnyTopology, table: Table, now: () => number) {
    this.#topology = topology;
    this.#table = table;
    this.#now = now;
  }

  async read(keys: readonly PageKey[]): Promise<readonly (Page | undefined)[]> {
    if (keys.length === 0) return [];
    const items = await getItems(this.#table, keys.map(pageItemKey));
    const pages = new Map(items.map((item) => this.#pageOf(item)).map((page) => [pageId(page.key), page]));
    return keys.map((key) => pages.get(pageId(key)));
  }

  fits(page: Page): boolean {
    return this.bytesOf(page) <= PAGE_BYTES_MAX;
  }

  bytesOf(page: Page): number {
    return itemBytes(this.#itemOf(page));
  }

  async commit(page: Page, startedFrom: SequenceNumber | null): Promise<PageCommit> {
    const item = this.#itemOf(page);
    const bytes = itemBytes(item);
    this.#table.meter.countPageBytes(bytes);
    if (bytes > PAGE_BYTES_MAX) throw new PageTooLargeError(page.key.name, bytes, PAGE_BYTES_MAX);
    const outcome = await putItemIf(this.#table, item, conditionOf(startedFrom));
    if (outcome.done) return { committed: true };
    return {
      committed: false,
      stored: outcome.stored === undefined ? undefined : this.#pageOf(outcome.stored),
    };
  }

  async ofWindows(shardId: string, endAtMostMs: EventTimeMs): Promise<readonly Page[]> {
    // Everything up to and including the bound: the next millisecond's prefix is greater than all of its keys.
    const items = await this.#between(shardId, WINDOW_PREFIX, WINDOW_PREFIX + sortableTime(endAtMostMs + 1));
    return items.map((item) => this.#pageOf(item));
  }

  async lastWindowEnd(shardId: string): Promise<EventTimeMs | undefined> {
    const last = await queryLast(
      this.#table,
      this.#range(shardId, WINDOW_PREFIX, afterPrefix(WINDOW_PREFIX)),
    );
    return last === undefined ? undefined : this.#pageOf(last).key.window?.endMs;
  }

  async keyed(shardId: string): Promise<readonly Page[]> {
    const items = await this.#between(shardId, PAGE_PREFIX, afterPrefix(PAGE_PREFIX));
    return items.map((item) => this.#pageOf(item));
  }

  async delete(pages: readonly Page[]): Promise<void> {
    const deletions = pages.map(({ key, highWaterMark }) => ({
      key: pageItemKey(key),
      condition: {
        ConditionExpression: "#hwm = :seen",
        ExpressionAttributeNames: { "#hwm": STATE.highWaterMark },
        ExpressionAttributeValues: { ":seen": { S: highWaterMark } },
      },
    }));
    await deleteItemsIf(this.#table, deletions);
  }

  /** A page is looked at for its size and then written: encoded once. */
  #itemOf(page: Page): Item {
    const item = this.#encoded.get(page) ?? pageItem(this.#topology, page, this.#now());
    this.#encoded.set(page, item);
    return item;
  }

  #between(shardId: string, from: string, to: string): Promise<Item[]> {
    return queryItems(this.#table, this.#range(shardId, from, to));
  }

  #range(shardId: string, from: string, to: string) {
    return {
      ConsistentRead: true,
      KeyConditionExpression: "#pk = :pk AND #sk BETWEEN :from AND :to",
      ExpressionAttributeNames: { "#pk": STATE.partitionKey, "#sk": STATE.sortKey },
      ExpressionAttributeValues: {
        ":pk": { S: shardPartition(shardId) },
        ":from": { S: from },
        ":to": { S: to },
      },
    };
  }

  #pageOf(item: Item): Page {
    return pageOf(this.#topology, item);
  }
}

function conditionOf(startedFrom: SequenceNumber | null): Condition {
  const shared = { ReturnValuesOnConditionCheckFailure: "ALL_OLD" } as const;
  if (startedFrom === null) {
    return {
      ...shared,
      ConditionExpression: IS_NEW,
      ExpressionAttributeNames: { "#pk": STATE.partitionKey },
    };
  }
  return {
    ...shared,
    ConditionExpression: IS_WHERE_I_STARTED,
    ExpressionAttributeNames: { "#hwm": STATE.highWaterMark },
    ExpressionAttributeValues: { ":startedFrom": { S: startedFrom } },
  };
}

/** A text greater than every text with the prefix: its last character is followed by the next one. */
function afterPrefix(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
