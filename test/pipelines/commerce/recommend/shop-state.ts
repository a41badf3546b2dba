/**
 * The recommender's whole state in one place, folded one interaction after the other by the plainest means: what the pipeline's
 * operators, which keep each state under its own key and in shards, are held to.
 */
import type { Interaction } from "../../../../lib/pipelines/commerce/recommend/interaction.ts";
import {
  type ItemAffinity,
  itemAffinityAggregate,
  neighboursBy,
  NEW_ITEM,
} from "../../../../lib/pipelines/commerce/recommend/item-affinity.ts";
import type { ShopperContext } from "../../../../lib/pipelines/commerce/recommend/shopper-context.ts";
import { touchOf } from "../../../../lib/pipelines/commerce/recommend/touch.ts";
import {
  GLOBAL_TREND,
  NO_TREND,
  type Trend,
  trendAggregate,
  trendedBy,
} from "../../../../lib/pipelines/commerce/recommend/trending.ts";
import {
  NEW_USER,
  type UserProfile,
  withInteraction,
} from "../../../../lib/pipelines/commerce/recommend/user-profile.ts";

export interface ShopState {
  readonly profiles: Map<string, UserProfile>;
  readonly affinities: Map<string, ItemAffinity>;
  /** By category, and under GLOBAL_TREND that of all. */
  readonly trends: Map<string, Trend>;
}

export function emptyShop(): ShopState {
  return { profiles: new Map(), affinities: new Map(), trends: new Map() };
}

export function foldInteraction(shop: ShopState, userId: string, interaction: Interaction): void {
  const profile = shop.profiles.get(userId) ?? NEW_USER;
  shop.profiles.set(userId, withInteraction(profile, interaction));
  const touch = touchOf(profile, interaction);
  if (touch === undefined) return;
  for (const [productId, neighbour] of neighboursBy(touch)) {
    const { neighbours } = shop.affinities.get(productId) ?? NEW_ITEM;
    const next = itemAffinityAggregate.add(itemAffinityAggregate.clone(neighbours), neighbour as never);
    shop.affinities.set(productId, { neighbours: next });
  }
  for (const [key, trended] of trendedBy(touch)) {
    const { products } = shop.trends.get(key) ?? NO_TREND;
    const next = trendAggregate.add(trendAggregate.clone(products), trended as never);
    shop.trends.set(key, { products: next });
  }
}

export function contextOf(
  shop: ShopState,
  userId: string,
  nowMs: number,
  landingCategoryId: string | null,
): ShopperContext {
  return {
    profile: shop.profiles.get(userId) ?? NEW_USER,
    affinityOf: (productId) => shop.affinities.get(productId),
    trendOf: (categoryId) => shop.trends.get(categoryId),
    globalTrend: shop.trends.get(GLOBAL_TREND) ?? NO_TREND,
    landingCategoryId,
    nowMs,
  };
}
