/**
 * The prices of an item, of a category or of a user's purchases, as a histogram of ln(price): bounded, and plain JSON. Bin n
 * holds prices in `[1.05^(n - 1/2), 1.05^(n + 1/2))`, so a median is within 2.5 % of the true one, and a deviation in ln(price)
 * within 0.05.
 *
 * Prices forget: when a history has more than `countMax` prices, all counts are halved. The median of an item whose
 * price changes so follows after at most `countMax` events.
 */
import { addToBin, type Bins, cloneBins, NO_BINS, totalOf, walkUp } from "../../../engine/aggregate/bins.ts";

export type PriceHistory = Bins;

/** Where prices are and how far they spread, in ln(price), by median and median absolute deviation (MAD). */
export type PriceLevel = { readonly count: number; readonly medianLog: number; readonly spreadLog: number };

export const NO_PRICES: PriceHistory = NO_BINS;

export const PRICE_BIN_LOG = Math.log(1.05);

/** A price outside of `[0.01, 10^7]` counts as the nearer end: at most 426 bins. */
const PRICE_MIN = 0.01;
const PRICE_MAX = 1e7;

/** The MAD of a normal distribution times this is its standard deviation. */
const MAD_TO_DEVIATION = 1.4826;

/** ln(price), finite for any number. */
export function logPrice(price: number): number {
  return Math.log(Math.min(PRICE_MAX, Math.max(PRICE_MIN, price)));
}

/** The history with one more price. Free items say nothing of prices: what is not above 0 is left out. */
export function learnPrice(history: PriceHistory, price: number, countMax: number): PriceHistory {
  if (!(price > 0)) return history;
  // Adding zero turns -0, which JSON cannot keep, into 0.
  const bin = Math.round(logPrice(price) / PRICE_BIN_LOG) + 0;
  return halveAbove(countMax, addToBin(cloneBins(history), bin));
}

/** Null for no prices. */
export function priceLevelOf(history: PriceHistory): PriceLevel | null {
  const count = totalOf(history);
  if (count === 0) return null;
  const middle = Math.floor((count - 1) / 2);
  const median = walkUp(history, middle);
  const spreadLog = deviationAt(history, median, middle) * PRICE_BIN_LOG * MAD_TO_DEVIATION;
  return { count, medianLog: median * PRICE_BIN_LOG, spreadLog };
}

/** How many deviations the price is above the median, the deviation being at least `spreadLogMin`; negative below. */
export function robustScore(price: number, level: PriceLevel, spreadLogMin: number): number {
  return (logPrice(price) - level.medianLog) / Math.max(level.spreadLog, spreadLogMin);
}

/** In bins: the distance from the median at `position`, counted from the nearest price. */
function deviationAt(history: PriceHistory, median: number, position: number): number {
  const middle = median - (history[0] as number) + 1;
  let passed = history[middle] as number;
  let distance = 0;
  while (passed <= position) {
    distance++;
    const below = middle - distance;
    passed += (below >= 1 ? (history[below] as number) : 0) + (history[middle + distance] ?? 0);
  }
  return distance;
}

function halveAbove(countMax: number, history: PriceHistory): PriceHistory {
  let halved = history;
  while (totalOf(halved) > countMax) halved = halve(halved);
  return halved;
}

/** Of each two neighbouring prices the upper one stays, so that ranks, and the median, stay where they are. */
function halve(history: PriceHistory): PriceHistory {
  let halved: Bins = NO_BINS;
  let passed = 0;
  for (let i = 1; i < history.length; i++) {
    const kept = Math.floor((passed + (history[i] as number)) / 2) - Math.floor(passed / 2);
    passed += history[i] as number;
    if (kept > 0) halved = addToBin(halved, (history[0] as number) + i - 1, kept);
  }
  return halved;
}
