/**
 * All that a recommendation is made from, as plain values: what is known of the user, of the products that the user touched
 * last, and what is trending. `neededStates` says which states to load, so that a server fetches them in one request.
 */
import { sharesOf } from "./decayed-counts.ts";
import type { ItemAffinity } from "./item-affinity.ts";
import type { Trend } from "./trending.ts";
import type { TouchedProduct, UserProfile } from "./user-profile.ts";

/** How many of the newest products say what the user wants now. */
const RECENT_PRODUCTS_MAX = 10;
/** Each product back counts so much less. */
const RECENCY_FACTOR = 0.8;
/** How much of the interest is what the user liked over months, the rest being the newest products. */
const LASTING_INTEREST_SHARE = 0.1;
/** Categories that are looked into, so that a recommendation reads a bounded number of states. */
export const CATEGORIES_MAX = 8;

export interface ShopperContext {
  readonly profile: UserProfile;
  readonly affinityOf: (productId: string) => ItemAffinity | undefined;
  readonly trendOf: (categoryId: string) => Trend | undefined;
  readonly globalTrend: Trend;
  /** The category by which a visitor came in, where that is known. */
  readonly landingCategoryId: string | null;
  readonly nowMs: number;
}

export interface NeededStates {
  readonly productIds: readonly string[];
  readonly categoryIds: readonly string[];
}

export function neededStates(profile: UserProfile, landingCategoryId: string | null): NeededStates {
  return {
    productIds: profile.history.slice(0, RECENT_PRODUCTS_MAX).map(({ productId }) => productId),
    categoryIds: [...interestsOf(profile, landingCategoryId).keys()],
  };
}

export interface RecentProduct {
  readonly product: TouchedProduct;
  /** In `(0, 1]`; the newest has 1. */
  readonly recency: number;
}

export function recentProducts(profile: UserProfile): RecentProduct[] {
  const newest = profile.history.slice(0, RECENT_PRODUCTS_MAX);
  return newest.map((product, at) => ({ product, recency: RECENCY_FACTOR ** at }));
}

/** Shares of the categories that the user may look for, in sum 1 or none at all. The landing category is for strangers. */
export function interestsOf(profile: UserProfile, landingCategoryId: string | null): Map<string, number> {
  const interests = new Map<string, number>();
  const add = (categoryId: string, share: number) =>
    interests.set(categoryId, (interests.get(categoryId) ?? 0) + share);
  const recent = recentProducts(profile);
  const total = recent.reduce((sum, { recency }) => sum + recency, 0);
  for (const { product, recency } of recent) {
    if (product.categoryId !== null)
      add(product.categoryId, (1 - LASTING_INTEREST_SHARE) * (recency / total));
  }
  for (const [categoryId, share] of sharesOf(profile.categories)) {
    add(categoryId, LASTING_INTEREST_SHARE * share);
  }
  if (interests.size === 0 && landingCategoryId !== null) add(landingCategoryId, 1);
  return normalised(largestOf(interests));
}

/** The price that the user looks at in a category, else anywhere; null where none is known. */
export function priceLevelIn(profile: UserProfile, categoryId: string): number | null {
  let logSum = 0;
  let weight = 0;
  for (const { product, recency } of recentProducts(profile)) {
    if (product.categoryId !== categoryId || product.price === null || product.price <= 0) continue;
    logSum += recency * Math.log(product.price);
    weight += recency;
  }
  return weight === 0 ? profile.priceLevel : Math.exp(logSum / weight);
}

function largestOf(shares: Map<string, number>): Map<string, number> {
  const sorted = [...shares].toSorted(([, a], [, b]) => b - a);
  return new Map(sorted.slice(0, CATEGORIES_MAX));
}

export function normalised(shares: Map<string, number>): Map<string, number> {
  const total = [...shares.values()].reduce((sum, share) => sum + share, 0);
  return total > 0 ? new Map([...shares].map(([key, share]) => [key, share / total])) : new Map();
}
