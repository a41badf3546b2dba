/**
 * Which products are touched with which: for each product its neighbours, decayed and bounded. A product that a basket
 * touches for the first time makes a pair with each of the user's newest products, in both directions, so that the
 * state of each of the two can be kept under its own key.
 */
import { addDecayed, type Decay, type DecayedCounts } from "./decayed-counts.ts";
import { factsOf, type Interaction, type ProductFacts } from "./interaction.ts";
import { isFirstInBasket, type TouchedProduct, type UserProfile } from "./user-profile.ts";

const DAY_MS = 86_400_000;
export const NEIGHBOUR_DECAY: Decay = { halfLifeMs: 30 * DAY_MS, capacity: 64 };
/** How many of the user's newest products a newly touched one is paired with. */
export const PAIRED_PRODUCTS_MAX = 20;
/** A pair across two baskets says less than one within. */
const ACROSS_BASKETS_WEIGHT = 0.3;

export interface ItemAffinity {
  readonly neighbours: DecayedCounts<ProductFacts>;
}

export const NEW_ITEM: ItemAffinity = { neighbours: [] };

/** `neighbour` was touched with `productId`. */
export interface ProductPair {
  readonly productId: string;
  readonly neighbourId: string;
  readonly facts: ProductFacts;
  readonly atMs: number;
  readonly weight: number;
}

/** The pairs that an interaction makes; `profile` is the user's from before it. */
export function pairsOf(profile: UserProfile, interaction: Interaction): ProductPair[] {
  const { productId, basketId, atMs } = interaction;
  const isSame = (touched: TouchedProduct) => touched.productId === productId;
  if (!isFirstInBasket(profile, interaction)) return [];
  const newest = profile.history.slice(0, PAIRED_PRODUCTS_MAX).filter((touched) => !isSame(touched));
  return newest.flatMap((touched) => {
    const weight = touched.basketId === basketId ? 1 : ACROSS_BASKETS_WEIGHT;
    return [
      { productId, neighbourId: touched.productId, facts: factsOf(touched), atMs, weight },
      { productId: touched.productId, neighbourId: productId, facts: factsOf(interaction), atMs, weight },
    ];
  });
}

export function withPair(
  item: ItemAffinity,
  { neighbourId, facts, atMs, weight }: ProductPair,
): ItemAffinity {
  const addition = { key: neighbourId, atMs, weight, detail: facts };
  return { neighbours: addDecayed(item.neighbours, addition, NEIGHBOUR_DECAY) };
}
