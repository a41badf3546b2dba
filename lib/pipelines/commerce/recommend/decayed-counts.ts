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
export interface DecayedCount<Detail> {
  readonly key: string;
  readonly level: number;
  readonly detail: Detail;
}

export type DecayedCounts<Detail> = readonly DecayedCount<Detail>[];

export interface Decay {
  readonly halfLifeMs: number;
  readonly capacity: number;
}

export interface Addition<Detail> {
  readonly key: string;
  readonly atMs: number;
  /** Above 0. */
  readonly weight: number;
  readonly detail: Detail;
}

/** The list with one more of a key; its detail is the newest that was given. */
export function addDecayed<Detail>(
  counts: DecayedCounts<Detail>,
  { key, atMs, weight, detail }: Addition<Detail>,
  decay: Decay,
): DecayedCounts<Detail> {
  const level = Math.log2(weight) + atMs / decay.halfLifeMs;
  const next = counts.slice();
  const at = counts.findIndex((count) => count.key === key);
  const known = counts[at];
  if (known !== undefined) next[at] = { key, level: sumOfLevels(known.level, level), detail };
  else if (counts.length < decay.capacity) next.push({ key, level, detail });
  else next[lowestOf(counts)] = { key, level, detail };
  return next;
}

/** Each key's share of all counts. It does not depend on when it is asked for. */
export function sharesOf<Detail>(counts: DecayedCounts<Detail>): Map<string, number> {
  const highest = counts.reduce((level, count) => Math.max(level, count.level), -Infinity);
  const total = counts.reduce((sum, count) => sum + 2 ** (count.level - highest), 0);
  return new Map(counts.map(({ key, level }) => [key, 2 ** (level - highest) / total]));
}

/** What a count is worth at a time. */
export function countAt(level: number, atMs: number, halfLifeMs: number): number {
  return 2 ** (level - atMs / halfLifeMs);
}

function sumOfLevels(a: number, b: number): number {
  return Math.max(a, b) + Math.log2(1 + 2 ** -Math.abs(a - b));
}

function lowestOf<Detail>(counts: DecayedCounts<Detail>): number {
  let lowest = 0;
  for (let at = 1; at < counts.length; at++) {
    if ((counts[at]?.level ?? Infinity) < (counts[lowest]?.level ?? Infinity)) lowest = at;
  }
  return lowest;
}
