/**
 * Where candidates come from. Each source is a distribution over products, from one thing that is known:
 *
 *   touchedTogether     neighbours of the newest products, by recency; few observations make a small mass
 *   touchedBefore       products looked at and not bought, by recency
 *   boughtBefore        products bought before, by their decayed purchases
 *   categoryTrend       what is trending in the categories of interest
 *   similarPrice        the same, near the price that the user looks at there
 *   likedBrand          the same, of brands that the user likes
 *   likedBrandAndPrice  both
 *   categoryShelf       every product of those categories near that price: the prior of products that are new
 *   globalTrend         what is trending everywhere
 */
import { countAt, noCounts, shareList, sharesOf } from "./decayed-counts.ts";
import type { ProductFacts } from "./interaction.ts";
import { NEIGHBOUR_DECAY } from "./item-affinity.ts";
import {
  interestsOf,
  normalised,
  priceLevelIn,
  recentProducts,
  type ShopperContext,
} from "./shopper-context.ts";
import type { Trend } from "./trending.ts";

export const SOURCES = [
  "touchedTogether",
  "touchedBefore",
  "boughtBefore",
  "categoryTrend",
  "similarPrice",
  "likedBrand",
  "likedBrandAndPrice",
  "categoryShelf",
  "globalTrend",
] as const;
export type Source = (typeof SOURCES)[number];

/** Shares of a source by product. Sums to 1, to less where little is known, to 0 where nothing is. */
export type Candidates = ReadonlyMap<string, number>;
export type CandidateSources = Readonly<Record<Source, Candidates>>;

/** An unseen pair counts as much as one that was seen once. */
const UNSEEN_PAIRS = 1;
const TOUCHED_RECENCY_FACTOR = 0.9;
/** A price that is e times as high or low is this many times less likely: exp(-|log ratio| / PRICE_WIDTH). */
const PRICE_WIDTH = 0.35;

export function candidateSources(context: ShopperContext): CandidateSources {
  return {
    touchedTogether: touchedTogether(context),
    touchedBefore: touchedBefore(context),
    boughtBefore: boughtBefore(context),
    ...categorySources(context),
    globalTrend: globalShares(context.globalTrend),
  };
}

/** Kept as long as the trend is: many users are served from one. */
const knownShares = new WeakMap<Trend, Candidates>();

function globalShares(trend: Trend): Candidates {
  let shares = knownShares.get(trend);
  if (shares === undefined) knownShares.set(trend, (shares = sharesOf(trend.products)));
  return shares;
}

function touchedTogether({ profile, affinityOf, nowMs }: ShopperContext): Candidates {
  const shares = new Map<string, number>();
  const recent = recentProducts(profile);
  const total = recent.reduce((sum, { recency }) => sum + recency, 0);
  for (const { product, recency } of recent) {
    const { keys, levels } = affinityOf(product.productId)?.neighbours ?? noCounts();
    const counts = levels.map((level) => countAt(level, nowMs, NEIGHBOUR_DECAY.halfLifeMs));
    const observed = counts.reduce((sum, count) => sum + count, UNSEEN_PAIRS);
    for (const [at, key] of keys.entries()) {
      const share = (recency / total) * ((counts[at] ?? 0) / observed);
      shares.set(key, (shares.get(key) ?? 0) + share);
    }
  }
  return shares;
}

function touchedBefore({ profile }: ShopperContext): Candidates {
  const looked = profile.history
    .slice(1)
    .map((touched, at) => ({ touched, share: TOUCHED_RECENCY_FACTOR ** at }));
  const open = looked.filter(({ touched }) => !touched.isBought);
  return normalised(new Map(open.map(({ touched, share }) => [touched.productId, share])));
}

function boughtBefore({ profile }: ShopperContext): Candidates {
  const bought = profile.history.filter(({ isBought }) => isBought);
  return sharesOf({
    keys: bought.map(({ productId }) => productId),
    levels: bought.map(({ level }) => level),
    details: [],
  });
}

type CategorySource = Exclude<Source, "touchedTogether" | "touchedBefore" | "boughtBefore" | "globalTrend">;

function categorySources(context: ShopperContext): Record<CategorySource, Candidates> {
  const { profile, trendOf, landingCategoryId } = context;
  const brandShares = sharesOf(profile.brands);
  const sources = {
    categoryTrend: new Map<string, number>(),
    similarPrice: new Map<string, number>(),
    likedBrand: new Map<string, number>(),
    likedBrandAndPrice: new Map<string, number>(),
    categoryShelf: new Map<string, number>(),
  };
  for (const [categoryId, interest] of interestsOf(profile, landingCategoryId)) {
    const products = trendOf(categoryId)?.products ?? noCounts();
    const shares = shareList(products);
    const priceLevel = priceLevelIn(profile, categoryId);
    const rated = products.details.map((facts: ProductFacts, at) => ({
      key: products.keys[at] as string,
      share: shares[at] as number,
      nearness: priceNearness(facts, priceLevel),
      liking: facts.brand === null ? 0 : (brandShares.get(facts.brand) ?? 0),
    }));
    addShares(sources.categoryTrend, interest, rated, ({ share }) => share);
    addShares(sources.similarPrice, interest, rated, ({ share, nearness }) => share * nearness);
    addShares(sources.likedBrand, interest, rated, ({ share, liking }) => share * liking);
    addShares(sources.likedBrandAndPrice, interest, rated, (one) => one.share * one.liking * one.nearness);
    addShares(sources.categoryShelf, interest, rated, ({ nearness }) => nearness);
  }
  return sources;
}

interface RatedProduct {
  readonly key: string;
  readonly share: number;
  readonly nearness: number;
  readonly liking: number;
}

function addShares(
  shares: Map<string, number>,
  interest: number,
  products: readonly RatedProduct[],
  rate: (product: RatedProduct) => number,
): void {
  const total = products.reduce((sum, product) => sum + rate(product), 0);
  if (total === 0) return;
  for (const product of products) {
    const share = (interest * rate(product)) / total;
    if (share > 0) shares.set(product.key, (shares.get(product.key) ?? 0) + share);
  }
}

/** In `(0, 1]`; 1 where a price is not known. */
function priceNearness({ price }: ProductFacts, priceLevel: number | null): number {
  if (price === null || price <= 0 || priceLevel === null) return 1;
  return Math.exp(-Math.abs(Math.log(price / priceLevel)) / PRICE_WIDTH);
}
