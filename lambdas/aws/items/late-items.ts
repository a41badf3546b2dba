/** Late events and tallies as items of the view table, and back. */
import {
  LATE,
  latePartition,
  lateSort,
  lateTallyPartition,
  lateTallySort,
  VIEW,
} from "../../../lib/contract/index.ts";
import {
  type ClassCounts,
  classAgainst,
  type EventTimeMs,
  type Json,
  LATE_CLASSES,
  LATE_RETENTION_MS,
  type LateEvent,
  type LateTally,
  operatorsOf,
} from "../../../lib/engine/index.ts";
import { bodyAttributes, contentOf } from "./body.ts";
import type { Item } from "./item.ts";

const MS_PER_S = 1000;

/** One item for each operator that refused the event. @param nowMs the worker's clock. */
export function lateItems(event: LateEvent, nowMs: number): readonly Item[] {
  const { eventTimeMs, shardId, sequenceNumber } = event;
  const shared: Item = {
    [VIEW.sortKey]: { S: lateSort(eventTimeMs, shardId, sequenceNumber) },
    [VIEW.expiresAt]: expiresAt(nowMs),
    ...bodyAttributes(JSON.stringify(event)),
  };
  return operatorsOf(event).map((operator) => ({
    ...shared,
    [VIEW.partitionKey]: { S: latePartition(operator, eventTimeMs) },
    [LATE.class]: { S: classAgainst(event, operator) ?? "" },
  }));
}

export function lateEventOf(item: Item): LateEvent {
  const event = contentOf(item) as unknown as LateEvent;
  if (item[VIEW.sortKey]?.S !== lateSort(event.eventTimeMs, event.shardId, event.sequenceNumber)) {
    throw new TypeError("Cannot read a late event: its body and its attributes disagree");
  }
  return event;
}

/**
 * Keys as entries of lists and not as names of fields: `__proto__` is a key like any other.
 *
 * @param first the first of the events that it counts: the tally is the write's, and no other write stores that event.
 */
export function tallyItem({ hourMs, byKey }: LateTally, first: LateEvent, nowMs: number): Item {
  const rows = [...byKey].map(([key, counts]) => [key, ...LATE_CLASSES.map((name) => counts[name])]);
  return {
    [VIEW.partitionKey]: { S: lateTallyPartition(hourMs) },
    [VIEW.sortKey]: { S: lateTallySort(first.shardId, first.sequenceNumber) },
    [VIEW.expiresAt]: expiresAt(nowMs),
    ...bodyAttributes(JSON.stringify([hourMs, rows])),
  };
}

export function tallyOfItem(item: Item): LateTally {
  const [hourMs, rows] = contentOf(item) as unknown as readonly [EventTimeMs, readonly Json[]];
  const byKey = rows.map((row): [string, ClassCounts] => {
    const [key, ...counts] = row as readonly [string, ...number[]];
    return [key, Object.fromEntries(LATE_CLASSES.map((name, i) => [name, counts[i] ?? 0])) as ClassCounts];
  });
  return { hourMs, byKey: new Map(byKey) };
}

function expiresAt(nowMs: number): { N: string } {
  return { N: String(Math.ceil((nowMs + LATE_RETENTION_MS) / MS_PER_S)) };
}
