/**
 * Shadow rows, and the archives that they are made of, in the view table (lib/contract/shadow-table.ts). The head of a
 * run is written before its first row and again at its end; it is deleted after the last.
 */
import { deleteItems, getItem, putItem, queryItems, type Table } from "../../lambdas/aws/dynamo-calls.ts";
import { archiveItems, archiveOf, prefixOf } from "../../lambdas/aws/items/archive-items.ts";
import { type Item, textOf } from "../../lambdas/aws/items/item.ts";
import {
  SHADOW,
  SHADOW_KEPT_MS,
  type ShadowPlace,
  shadowArchivePartition,
  shadowHeadPartition,
  shadowPartition,
  shadowSort,
  STATE,
  VIEW,
} from "../../lib/contract/index.ts";
import { type AnyTopology, type Archive, type PaneKey, viewName } from "../../lib/engine/index.ts";
import type { BackfillRange } from "./range.ts";
import type { ShadowPane, ShadowRow } from "./shadow-row.ts";

export interface ShadowHead extends BackfillRange {
  /** When the run began, ms since 1970; its name. */
  readonly runMs: number;
  readonly operators: readonly string[];
  /** False until the run has ended: its rows may be neither compared nor promoted. */
  readonly isComplete: boolean;
}

const MS_PER_S = 1000;
const MS_PER_HOUR = 3_600_000;
const ITEMS_AT_ONCE = 16;
const SHADOW_VERSION = 0;

export class ShadowStore {
  readonly #topology: AnyTopology;
  readonly #table: Table;
  readonly #now: () => number;

  constructor(topology: AnyTopology, table: Table, now: () => number) {
    this.#topology = topology;
    this.#table = table;
    this.#now = now;
  }

  /** undefined where there is no run, or none any more. */
  async readHead(): Promise<ShadowHead | undefined> {
    const item = await getItem(this.#table, this.#headKey());
    return item === undefined || this.#isExpired(item) ? undefined : JSON.parse(textOf(item, VIEW.row));
  }

  async putHead(head: ShadowHead): Promise<void> {
    await this.#put([{ ...this.#headKey(), [VIEW.row]: { S: JSON.stringify(head) } }]);
  }

  async putPane({ runMs }: ShadowHead, { archive, rows }: ShadowPane): Promise<void> {
    const { operator, window, page } = archive.key;
    const place = this.#placeOf(runMs, operator);
    const parts = archiveItems(this.#topology, { ...archive, version: SHADOW_VERSION }, this.#now());
    await this.#put([
      ...rows.map((row) => ({
        [VIEW.partitionKey]: { S: shadowPartition(place, window.startMs) },
        [VIEW.sortKey]: { S: shadowSort(window.startMs, page, row.key) },
        [SHADOW.page]: { S: page },
        [VIEW.row]: { S: JSON.stringify(row) },
      })),
      ...parts.map((part) => ({
        ...part,
        [VIEW.partitionKey]: { S: shadowArchivePartition(place, window.startMs) },
      })),
    ]);
  }

  /** Rows of an operator's windows that start in the hour. */
  async rowsOfHour({ runMs }: ShadowHead, operator: string, hourMs: number): Promise<readonly ShadowRow[]> {
    const items = await this.#partition(shadowPartition(this.#placeOf(runMs, operator), hourMs));
    return items.map((item) => ({
      page: textOf(item, SHADOW.page),
      row: JSON.parse(textOf(item, VIEW.row)),
    }));
  }

  async readArchive({ runMs }: ShadowHead, key: PaneKey): Promise<Archive | undefined> {
    const partition = shadowArchivePartition(this.#placeOf(runMs, key.operator), key.window.startMs);
    const prefix = prefixOf(key, SHADOW_VERSION);
    const items = await this.#partition(partition, prefix);
    return archiveOf(this.#topology, key, SHADOW_VERSION, items);
  }

  /** Deletes all that the run wrote, its head last. @returns how many items those were. */
  async discard(head: ShadowHead, onHour: () => void = () => {}): Promise<number> {
    let deleted = 0;
    for (const { operator, hourMs } of hoursOf(head)) {
      const place = this.#placeOf(head.runMs, operator);
      for (const partition of [shadowPartition(place, hourMs), shadowArchivePartition(place, hourMs)]) {
        const keys = (await this.#partition(partition)).map(keyOf);
        await deleteItems(this.#table, keys);
        deleted += keys.length;
      }
      onHour();
    }
    await deleteItems(this.#table, [this.#headKey()]);
    return deleted + 1;
  }

  #placeOf(runMs: number, operator: string): ShadowPlace {
    return { pipeline: this.#topology.name, runMs, view: viewName(operator) };
  }

  #headKey(): Item {
    return {
      [VIEW.partitionKey]: { S: shadowHeadPartition(this.#topology.name) },
      [VIEW.sortKey]: { S: SHADOW.head },
    };
  }

  #isExpired(item: Item): boolean {
    return Number(item[VIEW.expiresAt]?.N ?? 0) * MS_PER_S <= this.#now();
  }

  async #put(items: readonly Item[]): Promise<void> {
    const expiresAt = { N: String(Math.ceil((this.#now() + SHADOW_KEPT_MS) / MS_PER_S)) };
    for (let i = 0; i < items.length; i += ITEMS_AT_ONCE) {
      await Promise.all(
        items
          .slice(i, i + ITEMS_AT_ONCE)
          .map((item) => putItem(this.#table, { ...item, [VIEW.expiresAt]: expiresAt })),
      );
    }
  }

  #partition(partition: string, prefix?: string): Promise<Item[]> {
    return queryItems(this.#table, {
      ConsistentRead: true,
      KeyConditionExpression: prefix === undefined ? "#pk = :pk" : "#pk = :pk AND begins_with(#sk, :prefix)",
      ExpressionAttributeNames: {
        "#pk": VIEW.partitionKey,
        ...(prefix === undefined ? {} : { "#sk": STATE.sortKey }),
      },
      ExpressionAttributeValues: {
        ":pk": { S: partition },
        ...(prefix === undefined ? {} : { ":prefix": { S: prefix } }),
      },
    });
  }
}

/** Each operator's hours in which a window of the range may start. */
export function* hoursOf({ fromMs, toMs, operators }: Pick<ShadowHead, "fromMs" | "toMs" | "operators">) {
  for (const operator of operators) {
    const firstMs = Math.floor(fromMs / MS_PER_HOUR) * MS_PER_HOUR;
    for (let hourMs = firstMs; hourMs < toMs; hourMs += MS_PER_HOUR) yield { operator, hourMs };
  }
}

export function endOfHour(hourMs: number): number {
  return hourMs + MS_PER_HOUR;
}

function keyOf(item: Item): Item {
  const { [VIEW.partitionKey]: partitionKey, [VIEW.sortKey]: sortKey } = item;
  return { [VIEW.partitionKey]: partitionKey, [VIEW.sortKey]: sortKey } as Item;
}
