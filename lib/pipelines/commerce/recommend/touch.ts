/**
 * What a user's profile tells the rest of the shop of an interaction: that a basket has touched a product for the first time, and
 * the products that this user touched before it, with what each pair weighs. It is small, and all that affinities and
 * trends learn from.
 */
import { factsOf, type Interaction, type ProductFacts } from "./interaction.ts";
import { isFirstInBasket, type UserProfile } from "./user-profile.ts";

/** How many of the user's newest products a newly touched one is paired with: twenty predicted no better. */
export const PAIRED_PRODUCTS_MAX = 8;
/** A pair across two baskets says less than one within. */
const ACROSS_BASKETS_WEIGHT = 0.3;

export type Touch = {
  readonly productId: string;
  readonly atMs: number;
  readonly facts: ProductFacts;
  readonly paired: readonly PairedProduct[];
};

export type PairedProduct = readonly [productId: string, weight: number, categoryId: string | null];

/** @param profile the user's from before the interaction. Undefined for what the basket has touched before. */
export function touchOf(profile: UserProfile, interaction: Interaction): Touch | undefined {
  if (!isFirstInBasket(profile, interaction)) return undefined;
  const { productId, basketId, atMs } = interaction;
  const paired: PairedProduct[] = [];
  for (const other of profile.history) {
    if (paired.length === PAIRED_PRODUCTS_MAX) break;
    if (other.productId === productId) continue;
    const weight = other.basketId === basketId ? 1 : ACROSS_BASKETS_WEIGHT;
    paired.push([other.productId, weight, other.categoryId]);
  }
  return { productId, atMs, facts: factsOf(interaction), paired };
}
