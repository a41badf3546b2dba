/**
 * Counts in consecutive integer bins: `[first bin, count of first, count of next, ...]`, empty for none.
 *
 * At most BINS_MAX bins are kept: when the range grows wider, the lowest bins are folded into the lowest one
 * kept (DDSketch's collapsing lowest store), so that state is bounded and the upper quantiles stay exact.
 */
export type Bins = number[];

export const NO_BINS: Bins = [];

/** 2048 bins at 1 % accuracy span 17 orders of magnitude. */
const BINS_MAX = 2048;

export function addToBin(bins: Bins, bin: number, times = 1): Bins {
  if (bins.length === 0) return [bin, times];
  const first = bins[0] as number;
  const index = bin - first + 1;
  if (index >= 1 && index < bins.length) {
    bins[index] = (bins[index] as number) + times;
    return bins;
  }
  return index < 1 ? addBelow(bins, bin, times) : addAbove(bins, bin, times);
}

function addBelow(bins: Bins, bin: number, times: number): Bins {
  const first = bins[0] as number;
  const room = BINS_MAX - (bins.length - 1);
  if (room <= 0) {
    bins[1] = (bins[1] as number) + times;
    return bins;
  }
  const lowest = Math.max(bin, first - room);
  return [lowest, times, ...new Array(first - lowest - 1).fill(0), ...bins.slice(1)];
}

function addAbove(bins: Bins, bin: number, times: number): Bins {
  const lowestKept = bin - BINS_MAX + 1;
  const kept = (bins[0] as number) >= lowestKept ? bins : collapseBelow(bins, lowestKept);
  while (kept.length <= bin - (kept[0] as number)) kept.push(0);
  kept.push(times);
  return kept;
}

function collapseBelow(bins: Bins, lowestKept: number): Bins {
  const cut = Math.min(lowestKept - (bins[0] as number), bins.length - 1);
  let collapsed = 0;
  for (let i = 1; i <= cut; i++) collapsed += bins[i] as number;
  const rest = bins.slice(cut + 1);
  return [lowestKept, (rest[0] ?? 0) + collapsed, ...rest.slice(1)];
}

export function mergeBins(one: Bins, other: Bins): Bins {
  const [larger, smaller] = one.length >= other.length ? [one, other] : [other, one];
  let merged = cloneBins(larger);
  for (let i = smaller.length - 1; i >= 1; i--) {
    const times = smaller[i] as number;
    if (times > 0) merged = addToBin(merged, (smaller[0] as number) + i - 1, times);
  }
  return merged;
}

export function cloneBins(bins: Bins): Bins {
  return bins.slice();
}

export function totalOf(bins: Bins): number {
  let total = 0;
  for (let i = 1; i < bins.length; i++) total += bins[i] as number;
  return total;
}

/** The bin that holds the event at `position` (from 0) counted from the lowest bin up. */
export function walkUp(bins: Bins, position: number): number {
  let passed = 0;
  for (let i = 1; i < bins.length; i++) {
    passed += bins[i] as number;
    if (passed > position) return (bins[0] as number) + i - 1;
  }
  throw new RangeError(`Cannot find event ${position} in ${passed} binned events`);
}

/** The bin that holds the event at `position` (from 0) counted from the highest bin down. */
export function walkDown(bins: Bins, position: number): number {
  return walkUp(bins, totalOf(bins) - 1 - position);
}
