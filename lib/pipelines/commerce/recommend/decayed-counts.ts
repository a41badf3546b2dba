/**
 * Counts that halve with event time, kept for at most so many keys. A count is one number, its level
 *
 *   level = log2(sum of weight * 2^(at / halfLife)),   count at t = 2^(level - t / halfLife)
 *
 * Levels of one half-life compare without a clock, and adding is commutative: events out of order make the same levels.
 * Keys stand in a list, not in an object, since a key may be any text, `__proto__` too. What belongs to a key has its place in
 * three lists: lists of numbers and texts are copied at once, where a list of objects would be work for each.
 * Invariant: keys are distinct, levels finite, and there are no more than `capacity`. A newcomer to a full list
 * takes the place of the lowest level and starts at nothing: inheriting that level (Space-Saving) was tried, and where
 * counts are flat it lifts whatever came last above what is asked for most.
 */
import type { Json } from "../../../engine/index.ts";

export type DecayedCounts<Detail extends Json> = {
  readonly keys: readonly string[];
  readonly levels: readonly number[];
  readonly details: readonly Detail[];
};

type OpenCounts<Detail> = { readonly keys: string[]; readonly levels: number[]; readonly details: Detail[] };

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
const SEARCHED_KEYS_MAX = 256;

/** Where the keys of a long list stand, kept while that very list is added to. */
const indexes = new WeakMap<readonly string[], Map<string, number>>();

export function noCounts(): DecayedCounts<never> {
  return { keys: [], levels: [], details: [] };
}

export function copyOf<Detail extends Json>(counts: DecayedCounts<Detail>): DecayedCounts<Detail> {
  return { keys: counts.keys.slice(), levels: counts.levels.slice(), details: counts.details.slice() };
}

/** The list with one more of a key. */
export function addDecayed<Detail extends Json>(
  counts: DecayedCounts<Detail>,
  addition: Addition<Detail>,
  decay: Decay,
  join?: JoinDetails<Detail>,
): DecayedCounts<Detail> {
  const next = copyOf(counts);
  addDecayedTo(next, addition, decay, join);
  return next;
}

/** Changes the list that it is given, which must be nobody else's. */
export function addDecayedTo<Detail extends Json>(
  counts: DecayedCounts<Detail>,
  { key, atMs, weight, detail }: Addition<Detail>,
  decay: Decay,
  join: JoinDetails<Detail> = newest,
): void {
  const { keys, levels, details } = counts as OpenCounts<Detail>;
  const level = Math.log2(weight) + atMs / decay.halfLifeMs;
  const at = placeOf(counts, key);
  if (at >= 0) {
    levels[at] = sumOfLevels(levels[at] as number, level);
    details[at] = join(details[at] as Detail, detail);
    return;
  }
  const place = keys.length < decay.capacity ? keys.length : lowestOf(levels);
  const index = indexes.get(keys);
  if (place < keys.length) index?.delete(keys[place] as string);
  index?.set(key, place);
  keys[place] = key;
  levels[place] = level;
  details[place] = detail;
}

/** The counts of two lists, the highest where they are too many together; the newer detail is taken to be that of the higher count. */
export function mergeDecayed<Detail extends Json>(
  one: DecayedCounts<Detail>,
  other: DecayedCounts<Detail>,
  { capacity }: Decay,
  join: JoinDetails<Detail> = newest,
): DecayedCounts<Detail> {
  const merged = new Map(entriesOf(one).map((entry) => [entry.key, entry]));
  for (const entry of entriesOf(other)) {
    const known = merged.get(entry.key);
    merged.set(entry.key, known === undefined ? entry : joined(known, entry, join));
  }
  const entries = [...merged.values()];
  const kept = entries.length <= capacity ? entries : entries.sort(byLevel).slice(0, capacity);
  return {
    keys: kept.map(({ key }) => key),
    levels: kept.map(({ level }) => level),
    details: kept.map(({ detail }) => detail),
  };
}

/** Each key's share of all counts, by place. It does not depend on when it is asked for. */
export function shareList<Detail extends Json>({ levels }: DecayedCounts<Detail>): number[] {
  const highest = highestOf(levels);
  const shares = levels.map((level) => 2 ** (level - highest));
  let total = 0;
  for (const share of shares) total += share;
  return shares.map((share) => share / total);
}

/** The same, by key. */
export function sharesOf<Detail extends Json>(counts: DecayedCounts<Detail>): Map<string, number> {
  const shares = shareList(counts);
  return new Map(counts.keys.map((key, at) => [key, shares[at] as number]));
}

/** -1 where the key is not in the list. */
export function placeOf({ keys }: Pick<DecayedCounts<Json>, "keys">, key: string): number {
  if (keys.length <= SEARCHED_KEYS_MAX) return keys.indexOf(key);
  let index = indexes.get(keys);
  if (index === undefined) {
    index = new Map(keys.map((known, at) => [known, at]));
    indexes.set(keys, index);
  }
  return index.get(key) ?? -1;
}

export function detailOf<Detail extends Json>(
  counts: DecayedCounts<Detail>,
  key: string,
): Detail | undefined {
  return counts.details[placeOf(counts, key)];
}

/** The level of a count with one more; undefined for none before. */
export function levelAfter(before: number | undefined, atMs: number, halfLifeMs: number): number {
  const level = atMs / halfLifeMs;
  return before === undefined ? level : sumOfLevels(before, level);
}

/** What a count is worth at a time. */
export function countAt(level: number, atMs: number, halfLifeMs: number): number {
  return 2 ** (level - atMs / halfLifeMs);
}

/** -Infinity of an empty list. */
export function highestLevel<Detail extends Json>({ levels }: DecayedCounts<Detail>): number {
  return highestOf(levels);
}

interface Entry<Detail> {
  readonly key: string;
  readonly level: number;
  readonly detail: Detail;
}

function entriesOf<Detail extends Json>({ keys, levels, details }: DecayedCounts<Detail>): Entry<Detail>[] {
  return keys.map((key, at) => ({ key, level: levels[at] as number, detail: details[at] as Detail }));
}

function byLevel(one: Entry<unknown>, other: Entry<unknown>): number {
  return other.level - one.level || (one.key < other.key ? -1 : 1);
}

function newest<Detail>(_known: Detail, given: Detail): Detail {
  return given;
}

function joined<Detail extends Json>(
  one: Entry<Detail>,
  other: Entry<Detail>,
  join: JoinDetails<Detail>,
): Entry<Detail> {
  const [low, high] = isBelow(one, other) ? [one, other] : [other, one];
  const level = sumOfLevels(one.level, other.level);
  return { key: one.key, level, detail: join(low.detail, high.detail) };
}

function isBelow<Detail>(one: Entry<Detail>, other: Entry<Detail>): boolean {
  if (one.level !== other.level) return one.level < other.level;
  return JSON.stringify(one.detail) < JSON.stringify(other.detail);
}

function sumOfLevels(a: number, b: number): number {
  return Math.max(a, b) + Math.log2(1 + 2 ** -Math.abs(a - b));
}

function highestOf(levels: readonly number[]): number {
  let highest = -Infinity;
  for (const level of levels) if (level > highest) highest = level;
  return highest;
}

function lowestOf(levels: readonly number[]): number {
  let lowest = 0;
  for (let at = 1; at < levels.length; at++) {
    if ((levels[at] as number) < (levels[lowest] as number)) lowest = at;
  }
  return lowest;
}
