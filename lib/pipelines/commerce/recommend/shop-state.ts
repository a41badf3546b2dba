/**
 * The recommender's whole state in one place, folded one interaction after the other by the plainest means: what the pipeline's
 * operators, which keep each state under its own key and in shards, are held to.
 */
import type { Interaction } from "./interaction.ts";
import { type ItemAffinity, neighboursBy, NEW_ITEM, withNeighbour } from "./item-affinity.ts";
import type { ShopperContext } from "./shopper-context.ts";
import { touchOf } from "./touch.ts";
import { GLOBAL_TREND, NO_TREND, type Trend, trendedBy, withTouch } from "./trending.ts";
import { NEW_USER, type UserProfile, withInteraction } from "./user-profile.ts";

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
    shop.affinities.set(productId, withNeighbour(shop.affinities.get(productId) ?? NEW_ITEM, neighbour));
  }
  for (const [key, trended] of trendedBy(touch)) {
    shop.trends.set(key, withTouch(shop.trends.get(key) ?? NO_TREND, trended));
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
