/**
 * Late events in the view table, each counted exactly once.
 *
 * SQS delivers at least once, and a function dies between any two calls. So an event and its count are one transaction:
 * the events are created on condition that they do not exist, and a tally of just those events is written with them. A
 * second delivery is refused by the condition and counts nothing. Tallies are items of their own, by the first event
 * that they count, so that writers never wait for each other; hours are summed up on reading.
 *
 * Rejected: counters that every write adds to (all writers of an hour contend for one item, and a bounded number of
 * keys needs a read before each write); counting the stored events on reading (an hour of them is read whole, bodies
 * included, for each look at the counts). Exact as long as a message comes again within the seven days for which its
 * event is kept.
 */
import { latePartition, lateSortRange, lateTallyPartition, VIEW } from "../../lib/contract/index.ts";
import {
  alignDown,
  BEGINNING_OF_TIME,
  countedHourMs,
  END_OF_TIME,
  type EventTimeMs,
  hours,
  hoursFrom,
  type LateEvent,
  type LateHour,
  type LateStore,
  lateEventId,
  lateHour,
  type TimeRange,
  tallyOf,
  type Window,
} from "../../lib/engine/index.ts";
import { queryItems, type Table } from "./dynamo-calls.ts";
import { createTogether, TRANSACTION_BYTES_MAX, TRANSACTION_ITEMS_MAX } from "./dynamo-transactions.ts";
import type { Item } from "./items/item.ts";
import { itemBytes } from "./items/item-size.ts";
import { lateEventOf, lateItems, tallyItem, tallyOfItem } from "./items/late-items.ts";

const HOUR_MS = hours(1);
const MS_PER_S = 1000;
/** One place of a transaction is the tally's. */
const EVENT_ITEMS_MAX = TRANSACTION_ITEMS_MAX - 1;

/** An event with its items. */
interface Prepared {
  readonly event: LateEvent;
  readonly items: readonly Item[];
  readonly bytes: number;
}

export class DynamoLateStore implements LateStore {
  readonly #table: Table;
  readonly #now: () => number;

  constructor(table: Table, now: () => number = Date.now) {
    this.#table = table;
    this.#now = now;
  }

  async put(events: readonly LateEvent[]): Promise<readonly LateEvent[]> {
    const nowMs = this.#now();
    const unique = new Map(events.map((event) => [lateEventId(event), event]));
    const stored = new Set<LateEvent>();
    for (const [hourMs, ofHour] of Map.groupBy(unique.values(), countedHourMs)) {
      const prepared = ofHour.map((event) => prepare(event, nowMs));
      for (const group of transactionsOf(prepared)) {
        for (const event of await this.#create(hourMs, group, nowMs)) stored.add(event);
      }
    }
    return [...unique.values()].filter((event) => stored.has(event));
  }

  async eventsOf(operator: string, { startMs, endMs }: Window): Promise<readonly LateEvent[]> {
    const fromMs = Math.max(startMs, BEGINNING_OF_TIME) as EventTimeMs;
    const lastMs = Math.min(endMs - 1, END_OF_TIME);
    const [from, to] = lateSortRange(fromMs, lastMs);
    const events: LateEvent[] = [];
    for (let hourMs: number = alignDown(fromMs, HOUR_MS); hourMs <= lastMs; hourMs += HOUR_MS) {
      const items = await this.#unexpired(latePartition(operator, hourMs), { from, to });
      events.push(...items.map(lateEventOf));
    }
    return events;
  }

  async summary({ fromMs, toMs }: TimeRange): Promise<readonly LateHour[]> {
    const found: LateHour[] = [];
    for (const hourMs of hoursFrom(fromMs, toMs)) {
      const items = await this.#unexpired(lateTallyPartition(hourMs));
      if (items.length > 0) found.push(lateHour(hourMs, items.map(tallyOfItem)));
    }
    return found;
  }

  /** Stores those of the events that are new. */
  async #create(
    hourMs: EventTimeMs,
    group: readonly Prepared[],
    nowMs: number,
  ): Promise<readonly LateEvent[]> {
    let waiting = group;
    for (;;) {
      const events = waiting.map(({ event }) => event);
      const [first] = events;
      if (first === undefined) return [];
      const owners = waiting.flatMap((one) => one.items.map(() => one));
      const items = waiting.flatMap((one) => one.items);
      const tally = tallyItem(tallyOf(hourMs, events), first, nowMs);
      const outcome = await createTogether(this.#table, items, [tally]);
      if (outcome.done) return events;
      const known = new Set([...outcome.existing].map((place) => owners[place]));
      waiting = waiting.filter((one) => !known.has(one));
    }
  }

  /** TTL deletes days late: what has expired is gone for readers at once. */
  #unexpired(partition: string, between?: { readonly from: string; readonly to: string }): Promise<Item[]> {
    const range = between === undefined ? "" : " AND #sk BETWEEN :from AND :to";
    return queryItems(this.#table, {
      ConsistentRead: true,
      KeyConditionExpression: `#pk = :pk${range}`,
      FilterExpression: "#expiresAt > :now",
      ExpressionAttributeNames: {
        "#pk": VIEW.partitionKey,
        "#expiresAt": VIEW.expiresAt,
        ...(between === undefined ? {} : { "#sk": VIEW.sortKey }),
      },
      ExpressionAttributeValues: {
        ":pk": { S: partition },
        ":now": { N: String(Math.floor(this.#now() / MS_PER_S)) },
        ...(between === undefined ? {} : { ":from": { S: between.from }, ":to": { S: between.to } }),
      },
    });
  }
}

function prepare(event: LateEvent, nowMs: number): Prepared {
  const items = lateItems(event, nowMs);
  return { event, items, bytes: items.reduce((sum, item) => sum + itemBytes(item), 0) };
}

/** As many events as a transaction takes, with all items of an event in one. */
function transactionsOf(prepared: readonly Prepared[]): readonly (readonly Prepared[])[] {
  const groups: Prepared[][] = [];
  let items = Number.POSITIVE_INFINITY;
  let bytes = 0;
  for (const one of prepared) {
    if (items + one.items.length > EVENT_ITEMS_MAX || bytes + one.bytes > TRANSACTION_BYTES_MAX) {
      groups.push([]);
      items = 0;
      bytes = 0;
    }
    groups.at(-1)?.push(one);
    items += one.items.length;
    bytes += one.bytes;
  }
  return groups;
}
