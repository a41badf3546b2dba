/** The recommender's states as rows of their views: what counts most first, as shares, which need no clock. */
import type { Json } from "../../../engine/index.ts";
import { type DecayedCounts, shareList } from "./decayed-counts.ts";
import type { ItemAffinity } from "./item-affinity.ts";
import type { Recommendation } from "./recommend.ts";
import { GLOBAL_TREND, type Trend } from "./trending.ts";
import type { UserProfile } from "./user-profile.ts";

type Row = { readonly [field: string]: Json };

/** Of a list a row shows so many. */
const SHOWN_MAX = 10;

export function profileRow(userId: string, profile: UserProfile): Row {
  const { interactions, history, categories, brands, priceLevel } = profile;
  return {
    user_id: userId,
    interactions,
    history: history.slice(0, SHOWN_MAX).map(({ productId, categoryId, brand, price, isBought }) => {
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
  const { keys, levels } = counts;
  const shares = shareList(counts);
  const places = Array.from(keys.keys());
  places.sort((a, b) => {
    const difference = (levels[b] as number) - (levels[a] as number);
    return difference !== 0 ? difference : (keys[a] as string) < (keys[b] as string) ? -1 : 1;
  });
  return places
    .slice(0, SHOWN_MAX)
    .map((at) => ({ [name]: keys[at] as string, share: shares[at] as number }));
}
