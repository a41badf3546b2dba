/**
 * Counts of late events by hour, class and source key. They are kept as tallies: a tally counts the events of one hour
 * that were stored in one write, so that a count and what it counts are stored together or not at all. An hour's counts
 * are the sum of its tallies, and a sum does not care for their order.
 *
 * The hour is that of the arrival, `[n * 1 h, n * 1 h + 1 h)`: a property of the record, the same at each delivery.
 * An hour shows at most 1,000 keys, those with the most late events; the rest are counted together. So one hour with a
 * new key in each event neither makes an answer without bounds nor hides the keys that matter.
 */
import { alignDown } from "../time/align.ts";
import { hours } from "../time/duration.ts";
import { type EventTimeMs, eventTime } from "../time/event-time.ts";
import { LATE_CLASSES, type LateClass } from "./classify-late.ts";
import { type LateEvent, lateClass } from "./late-event.ts";

export const KEYS_PER_HOUR_MAX = 1_000;

const HOUR_MS = hours(1);
const MINUTES_PER_HOUR = 60;

/** Late events by class. */
export type ClassCounts = Readonly<Record<LateClass, number>>;

/** What one write counts: events of one hour by source key. */
export interface LateTally {
  readonly hourMs: EventTimeMs;
  readonly byKey: ReadonlyMap<string, ClassCounts>;
}

/** A row of the view `late-events`. */
export interface LateHour {
  readonly hourMs: EventTimeMs;
  readonly counts: ClassCounts;
  /** Late events a minute, averaged over the hour. */
  readonly perMinute: ClassCounts;
  /** From the most late events to the fewest, of equal ones by key; at most 1,000. */
  readonly byKey: readonly KeyCounts[];
  /** Late events of all other keys together. */
  readonly other: ClassCounts;
}

export interface KeyCounts {
  readonly key: string;
  readonly counts: ClassCounts;
}

/** The hour to which an event is counted; where nobody knows the arrival, the watermark is the nearest to it. */
export function countedHourMs({ arrivalMs, watermarkMs }: LateEvent): EventTimeMs {
  return alignDown(arrivalMs === null ? watermarkMs : eventTime(arrivalMs), HOUR_MS);
}

/** @param events of one hour. */
export function tallyOf(hourMs: EventTimeMs, events: readonly LateEvent[]): LateTally {
  const byKey = new Map<string, ClassCounts>();
  for (const event of events) {
    const before = byKey.get(event.partitionKey) ?? noLateEvents();
    const name = lateClass(event);
    byKey.set(event.partitionKey, { ...before, [name]: before[name] + 1 });
  }
  return { hourMs, byKey };
}

/** @param tallies all tallies of the hour, in any order. */
export function lateHour(hourMs: EventTimeMs, tallies: readonly LateTally[]): LateHour {
  const sums = new Map<string, ClassCounts>();
  for (const [key, counts] of tallies.flatMap(({ byKey }) => [...byKey])) {
    sums.set(key, plus(sums.get(key) ?? noLateEvents(), counts));
  }
  const keys = [...sums].map(([key, counts]) => ({ key, counts })).sort(byCountThenKey);
  const total = sumOf(keys);
  return {
    hourMs,
    counts: total,
    perMinute: mapCounts((name) => total[name] / MINUTES_PER_HOUR),
    byKey: keys.slice(0, KEYS_PER_HOUR_MAX),
    other: sumOf(keys.slice(KEYS_PER_HOUR_MAX)),
  };
}

/** The starts of the hours that begin in `[fromMs, toMs)`. */
export function* hoursFrom(fromMs: EventTimeMs, toMs: EventTimeMs): Generator<EventTimeMs> {
  const first = alignDown(fromMs, HOUR_MS);
  for (let hourMs = first < fromMs ? first + HOUR_MS : first; hourMs < toMs; hourMs += HOUR_MS) {
    yield eventTime(hourMs);
  }
}

export function noLateEvents(): ClassCounts {
  return mapCounts(() => 0);
}

/** How many there are of each class. */
export function countClasses(events: readonly LateEvent[]): ClassCounts {
  const classes = events.map(lateClass);
  return mapCounts((name) => classes.filter((other) => other === name).length);
}

function sumOf(keys: readonly KeyCounts[]): ClassCounts {
  return keys.reduce((sum, { counts }) => plus(sum, counts), noLateEvents());
}

function plus(one: ClassCounts, other: ClassCounts): ClassCounts {
  return mapCounts((name) => one[name] + other[name]);
}

function mapCounts(count: (name: LateClass) => number): ClassCounts {
  return Object.fromEntries(LATE_CLASSES.map((name) => [name, count(name)])) as ClassCounts;
}

function byCountThenKey(one: KeyCounts, other: KeyCounts): number {
  return totalOf(other.counts) - totalOf(one.counts) || (one.key < other.key ? -1 : 1);
}

function totalOf(counts: ClassCounts): number {
  return LATE_CLASSES.reduce((total, name) => total + counts[name], 0);
}
