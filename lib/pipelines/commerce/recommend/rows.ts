/** The recommender's states as rows of their views: what counts most first, as shares, which need no clock. */
import type { Json } from "../../../engine/index.ts";
import { type DecayedCounts, sharesOf } from "./decayed-counts.ts";
import type { ItemAffinity } from "./item-affinity.ts";
import type { Recommendation } from "./recommend.ts";
import { GLOBAL_TREND, type Trend } from "./trending.ts";
import type { UserProfile } from "./user-profile.ts";

type Row = { readonly [field: string]: Json };

/** Of a list a row shows so many. */
const SHOWN_MAX = 20;

export function profileRow(userId: string, profile: UserProfile): Row {
  const { interactions, history, categories, brands, priceLevel } = profile;
  return {
    user_id: userId,
    interactions,
    history: history.map(({ productId, categoryId, brand, price, isBought }) => {
      return { product_id: productId, category_id: categoryId, brand, price, bought: isBought };
    }),
    categories: sharesIn(categories, "category_id"),
    brands: sharesIn(brands, "brand"),
    price_level: priceLevel,
  };
}

export function affinityRow(productId: string, { neighbours }: ItemAffinity): Row {
  return { product_id: productId, neighbours: sharesIn(neighbours, "product_id") };
}

export function trendRow(key: string, { products }: Trend): Row {
  return { category_id: key === GLOBAL_TREND ? null : key, products: sharesIn(products, "product_id") };
}

export function recommendationRow(userId: string, { items, source }: Recommendation): Row {
  return {
    user_id: userId,
    source,
    items: items.map(({ productId, score, reasons }) => {
      return { product_id: productId, score, reasons: reasons.map((reason) => ({ ...reason })) };
    }),
  };
}

function sharesIn<Detail extends Json>(counts: DecayedCounts<Detail>, name: string): Row[] {
  const shares = [...sharesOf(counts)].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return shares.slice(0, SHOWN_MAX).map(([key, share]) => ({ [name]: key, share }));
}
