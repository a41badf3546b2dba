/**
 * What is touched most of late: one bounded list for all products and one for each category, of the same shape. A basket counts
 * once for a product, however often it looks. `sinceMs` is when the list first saw the product, as far as it remembers: so new
 * products are told from old ones.
 */
import type { Aggregate, KeyedValue } from "../../../engine/index.ts";
import {
  addDecayedTo,
  copyOf,
  countAt,
  type Decay,
  type DecayedCounts,
  mergeDecayed,
  noCounts,
} from "./decayed-counts.ts";
import type { ProductFacts } from "./interaction.ts";
import type { Touch } from "./touch.ts";

const DAY_MS = 86_400_000;
const TREND_HALF_LIFE_MS = 7 * DAY_MS;
export const CATEGORY_TREND_DECAY: Decay = { halfLifeMs: TREND_HALF_LIFE_MS, capacity: 200 };
/** Longer, since where demand is flat the products that lead come up through the end of the list. */
export const GLOBAL_TREND_DECAY: Decay = { halfLifeMs: TREND_HALF_LIFE_MS, capacity: 1000 };
/** A product is new for so long, while it has so few touches. */
const NEW_FOR_MS = 14 * DAY_MS;
const NEW_TOUCHES_MAX = 3;

type TrendingFacts = ProductFacts & { readonly sinceMs: number };
type Trending = DecayedCounts<TrendingFacts>;

export interface Trend {
  readonly products: Trending;
}

export const NO_TREND: Trend = { products: noCounts() };

/** The key of the trend of all products; a category's trend has the category's, which is never empty. */
export const GLOBAL_TREND = "";

/** One touch of a product, and for which kind of list. Values without names: a batch has many of them. */
export type Trended = readonly [
  list: "all" | "category",
  productId: string,
  atMs: number,
  categoryId: string | null,
  brand: string | null,
  price: number | null,
];

/** What a touch adds to trends, by their keys. */
export function trendedBy({ productId, atMs, facts }: Touch): KeyedValue<Trended>[] {
  const { categoryId, brand, price } = facts;
  const global: KeyedValue<Trended> = [GLOBAL_TREND, ["all", productId, atMs, categoryId, brand, price]];
  if (categoryId === null) return [global];
  return [global, [categoryId, ["category", productId, atMs, categoryId, brand, price]]];
}

/** Merged, a category's list may be longer: what shards keep of it together. */
export const trendAggregate: Aggregate<Trended, Trending, Trend> = {
  input: (trended) => trended,
  zero: noCounts,
  add(state, trended: Trended) {
    addDecayedTo(state, additionOf(trended), decayOf(trended), joinFacts);
    return state;
  },
  merge: (one, other) => mergeDecayed(one, other, GLOBAL_TREND_DECAY, joinFacts),
  clone: copyOf,
  result: (products) => ({ products }),
};

/** The products of a list that are new at a time: the newest first, by key where they are equally new. */
export function newProducts({ products }: Trend, nowMs: number): string[] {
  const sinceMs = (at: number) => products.details[at]?.sinceMs ?? 0;
  const places = products.levels.flatMap((level, at) => {
    const isNew = nowMs - sinceMs(at) < NEW_FOR_MS;
    return isNew && countAt(level, nowMs, TREND_HALF_LIFE_MS) <= NEW_TOUCHES_MAX ? [at] : [];
  });
  const keyAt = (at: number) => products.keys[at] as string;
  places.sort((a, b) => sinceMs(b) - sinceMs(a) || (keyAt(a) < keyAt(b) ? -1 : 1));
  return places.map(keyAt);
}

function decayOf([list]: Trended): Decay {
  return list === "all" ? GLOBAL_TREND_DECAY : CATEGORY_TREND_DECAY;
}

function additionOf([, key, atMs, categoryId, brand, price]: Trended) {
  return { key, atMs, weight: 1, detail: { categoryId, brand, price, sinceMs: atMs } };
}

/** The newest facts, and when the product was first seen. */
function joinFacts(known: TrendingFacts, given: TrendingFacts): TrendingFacts {
  const { categoryId, brand, price, sinceMs } = given;
  const isSame = known.categoryId === categoryId && known.brand === brand && known.price === price;
  if (isSame && known.sinceMs <= sinceMs) return known;
  return { categoryId, brand, price, sinceMs: Math.min(known.sinceMs, sinceMs) };
}
