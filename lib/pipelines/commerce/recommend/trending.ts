/**
 * What is touched most of late: one bounded list for all products and one for each category, of the same shape. A basket counts
 * once for a product, however often it looks. `sinceMs` is
 * when the list first saw the product, as far as it remembers, which tells new products from old ones.
 */
import { addDecayed, countAt, type Decay, type DecayedCounts } from "./decayed-counts.ts";
import { factsOf, type Interaction, type ProductFacts } from "./interaction.ts";

const DAY_MS = 86_400_000;
const TREND_HALF_LIFE_MS = 7 * DAY_MS;
export const CATEGORY_TREND_DECAY: Decay = { halfLifeMs: TREND_HALF_LIFE_MS, capacity: 200 };
/** Longer, since where demand is flat the products that lead come up through the end of the list. */
export const GLOBAL_TREND_DECAY: Decay = { halfLifeMs: TREND_HALF_LIFE_MS, capacity: 1000 };
/** A product is new for so long, while it has so few touches. */
const NEW_FOR_MS = 14 * DAY_MS;
const NEW_TOUCHES_MAX = 3;

export interface TrendingFacts extends ProductFacts {
  readonly sinceMs: number;
}

export interface Trend {
  readonly products: DecayedCounts<TrendingFacts>;
}

export const NO_TREND: Trend = { products: [] };

/** A trend with a product that a basket touches for the first time. */
export function withTouch(trend: Trend, interaction: Interaction, decay: Decay): Trend {
  const { productId: key, atMs } = interaction;
  const known = trend.products.find((product) => product.key === key);
  const sinceMs = Math.min(atMs, known?.detail.sinceMs ?? atMs);
  const addition = { key, atMs, weight: 1, detail: { ...factsOf(interaction), sinceMs } };
  return { products: addDecayed(trend.products, addition, decay) };
}

/** The products of a list that are new at a time: the newest first, by key where they are equally new. */
export function newProducts(trend: Trend, nowMs: number): Trend["products"] {
  return trend.products
    .filter(({ detail }) => nowMs - detail.sinceMs < NEW_FOR_MS)
    .filter(({ level }) => countAt(level, nowMs, TREND_HALF_LIFE_MS) <= NEW_TOUCHES_MAX)
    .toSorted((a, b) => b.detail.sinceMs - a.detail.sinceMs || (a.key < b.key ? -1 : 1));
}
