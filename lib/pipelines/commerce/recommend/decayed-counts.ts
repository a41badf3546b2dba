/**
 * Counts that halve with event time, kept for at most so many keys. A count is one number, its level
 *
 *   level = log2(sum of weight * 2^(at / halfLife)),   count at t = 2^(level - t / halfLife)
 *
 * Levels of one half-life compare without a clock, and adding is commutative: events out of order make the same levels.
 * Keys stand in a list, not in an object, since a key may be any text, `__proto__` too.
 * Invariant: keys are distinct, levels finite, and there are no more than `capacity`. A newcomer to a full list
 * takes the place of the lowest level and starts at nothing: inheriting that level (Space-Saving) was tried, and where
 * counts are flat it lifts whatever came last above what is asked for most.
 */
import type { Json } from "../../../engine/index.ts";

export type DecayedCount<Detail extends Json> = {
  readonly key: string;
  readonly level: number;
  readonly detail: Detail;
};

export type DecayedCounts<Detail extends Json> = readonly DecayedCount<Detail>[];

export interface Decay {
  readonly halfLifeMs: number;
  readonly capacity: number;
}

export interface Addition<Detail extends Json> {
  readonly key: string;
  readonly atMs: number;
  /** Above 0. */
  readonly weight: number;
  readonly detail: Detail;
}

/** The detail of a key that is known already. */
export type JoinDetails<Detail extends Json> = (known: Detail, given: Detail) => Detail;

/** A longer list has an index, which is looked up faster than the list is searched. */
const SEARCHED_KEYS_MAX = 128;

/** Where the keys of a long list stand, kept while that very list is added to. */
const indexes = new WeakMap<readonly unknown[], Map<string, number>>();

/** The list with one more of a key. */
export function addDecayed<Detail extends Json>(
  counts: DecayedCounts<Detail>,
  addition: Addition<Detail>,
  decay: Decay,
  join: JoinDetails<Detail> = newest,
): DecayedCounts<Detail> {
  const next = counts.slice();
  addDecayedTo(next, addition, decay, join);
  return next;
}

/** Changes the list that it is given. */
export function addDecayedTo<Detail extends Json>(
  counts: DecayedCount<Detail>[],
  { key, atMs, weight, detail }: Addition<Detail>,
  decay: Decay,
  join: JoinDetails<Detail> = newest,
): void {
  const level = Math.log2(weight) + atMs / decay.halfLifeMs;
  const at = placeOf(counts, key);
  const known = counts[at];
  if (known !== undefined) {
    counts[at] = { key, level: sumOfLevels(known.level, level), detail: join(known.detail, detail) };
    return;
  }
  const place = counts.length < decay.capacity ? counts.length : lowestOf(counts);
  const index = indexes.get(counts);
  const lost = counts[place];
  if (lost !== undefined) index?.delete(lost.key);
  index?.set(key, place);
  counts[place] = { key, level, detail };
}

/** The counts of two lists, the highest where they are too many together; the detail is that of the higher count. */
export function mergeDecayed<Detail extends Json>(
  one: DecayedCounts<Detail>,
  other: DecayedCounts<Detail>,
  { capacity }: Decay,
  join: JoinDetails<Detail> = newest,
): DecayedCounts<Detail> {
  const merged = new Map(one.map((count) => [count.key, count]));
  for (const count of other) {
    const known = merged.get(count.key);
    merged.set(count.key, known === undefined ? count : joined(known, count, join));
  }
  const counts = [...merged.values()];
  if (counts.length <= capacity) return counts;
  return counts.sort((a, b) => b.level - a.level || (a.key < b.key ? -1 : 1)).slice(0, capacity);
}

/** Each key's share of all counts. It does not depend on when it is asked for. */
export function sharesOf<Detail extends Json>(counts: DecayedCounts<Detail>): Map<string, number> {
  const highest = counts.reduce((level, count) => Math.max(level, count.level), -Infinity);
  const total = counts.reduce((sum, count) => sum + 2 ** (count.level - highest), 0);
  return new Map(counts.map(({ key, level }) => [key, 2 ** (level - highest) / total]));
}

/** What a count is worth at a time. */
export function countAt(level: number, atMs: number, halfLifeMs: number): number {
  return 2 ** (level - atMs / halfLifeMs);
}

/** The highest level of a list; -Infinity of an empty one. */
export function highestLevel<Detail extends Json>(counts: DecayedCounts<Detail>): number {
  let highest = -Infinity;
  for (const { level } of counts) highest = Math.max(highest, level);
  return highest;
}

function newest<Detail>(_known: Detail, given: Detail): Detail {
  return given;
}

function joined<Detail extends Json>(
  one: DecayedCount<Detail>,
  other: DecayedCount<Detail>,
  join: JoinDetails<Detail>,
): DecayedCount<Detail> {
  const [low, high] = isBefore(one, other) ? [one, other] : [other, one];
  return {
    key: one.key,
    level: sumOfLevels(one.level, other.level),
    detail: join(low.detail, high.detail),
  };
}

function isBefore<Detail extends Json>(one: DecayedCount<Detail>, other: DecayedCount<Detail>): boolean {
  if (one.level !== other.level) return one.level < other.level;
  return JSON.stringify(one.detail) < JSON.stringify(other.detail);
}

/** -1 where the key is not in the list. */
function placeOf<Detail extends Json>(counts: DecayedCounts<Detail>, key: string): number {
  if (counts.length <= SEARCHED_KEYS_MAX) {
    for (let at = 0; at < counts.length; at++) if (counts[at]?.key === key) return at;
    return -1;
  }
  let index = indexes.get(counts);
  if (index === undefined) {
    index = new Map(counts.map((count, at) => [count.key, at]));
    indexes.set(counts, index);
  }
  return index.get(key) ?? -1;
}

function sumOfLevels(a: number, b: number): number {
  return Math.max(a, b) + Math.log2(1 + 2 ** -Math.abs(a - b));
}

function lowestOf<Detail extends Json>(counts: DecayedCounts<Detail>): number {
  let lowest = 0;
  let level = Infinity;
  for (let at = 0; at < counts.length; at++) {
    const count = counts[at] as DecayedCount<Detail>;
    if (count.level >= level) continue;
    lowest = at;
    level = count.level;
  }
  return lowest;
}
