/**
 * The recommender's whole state in one place, for programs that run it over a file: one profile a user, one affinity a product,
 * one trend a category and the global one. Folding an interaction changes the states that it touches and no others; in
 * the pipeline each is kept under its own key.
 */
import type { Interaction } from "./interaction.ts";
import { type ItemAffinity, NEW_ITEM, pairsOf, withPair } from "./item-affinity.ts";
import type { ShopperContext } from "./shopper-context.ts";
import { CATEGORY_TREND_DECAY, GLOBAL_TREND_DECAY, NO_TREND, type Trend, withTouch } from "./trending.ts";
import { isFirstInBasket, NEW_USER, type UserProfile, withInteraction } from "./user-profile.ts";

export interface ShopState {
  readonly profiles: Map<string, UserProfile>;
  readonly affinities: Map<string, ItemAffinity>;
  readonly trends: Map<string, Trend>;
  globalTrend: Trend;
}

export function emptyShop(): ShopState {
  return { profiles: new Map(), affinities: new Map(), trends: new Map(), globalTrend: NO_TREND };
}

export function foldInteraction(shop: ShopState, userId: string, interaction: Interaction): void {
  const profile = shop.profiles.get(userId) ?? NEW_USER;
  for (const pair of pairsOf(profile, interaction)) {
    shop.affinities.set(pair.productId, withPair(shop.affinities.get(pair.productId) ?? NEW_ITEM, pair));
  }
  shop.profiles.set(userId, withInteraction(profile, interaction));
  if (!isFirstInBasket(profile, interaction)) return;
  shop.globalTrend = withTouch(shop.globalTrend, interaction, GLOBAL_TREND_DECAY);
  const { categoryId } = interaction;
  if (categoryId === null) return;
  shop.trends.set(
    categoryId,
    withTouch(shop.trends.get(categoryId) ?? NO_TREND, interaction, CATEGORY_TREND_DECAY),
  );
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
    globalTrend: shop.globalTrend,
    landingCategoryId,
    nowMs,
  };
}
