/**
 * What is known of a user, as a plain value of bounded size: products touched, newest first; affinities to categories and
 * brands that halve with time; the price level; and what was bought within JUST_BOUGHT_MS, which is never recommended.
 * A product of the history counts its touches, decayed; `basketId` is the basket of the last one.
 */
import { addDecayed, levelAfter, type Decay, type DecayedCounts, noCounts } from "./decayed-counts.ts";
import type { Interaction, ProductFacts } from "./interaction.ts";

const DAY_MS = 86_400_000;
export const HISTORY_PRODUCTS_MAX = 64;
export const JUST_BOUGHT_MS = DAY_MS;
/** More than the lines of all but one invoice in a thousand. */
export const JUST_BOUGHT_PRODUCTS_MAX = 256;
export const AFFINITY_DECAY: Decay = { halfLifeMs: 30 * DAY_MS, capacity: 16 };
/** Touches of one product: what is bought each month is remembered for a season. */
const TOUCH_HALF_LIFE_MS = 90 * DAY_MS;
/** The price level follows about the last ten prices. */
const PRICE_STEP = 0.1;

/** What an interaction says of an interest. */
const INTEREST = { view: 1, cart: 2, remove_from_cart: 0.5, purchase: 3 } as const;

export type TouchedProduct = ProductFacts & {
  readonly productId: string;
  readonly basketId: string;
  readonly isBought: boolean;
  /** Decayed touches, as a level of this half-life: TOUCH_HALF_LIFE_MS. */
  readonly level: number;
};

export type UserProfile = {
  /** Interactions so far. */
  readonly interactions: number;
  readonly history: readonly TouchedProduct[];
  readonly categories: DecayedCounts<null>;
  readonly brands: DecayedCounts<null>;
  /** A geometric mean of prices that follows the newest; null until a price above 0 was seen. */
  readonly priceLevel: number | null;
  readonly justBought: readonly { readonly productId: string; readonly atMs: number }[];
};

export const NEW_USER: UserProfile = {
  interactions: 0,
  history: [],
  categories: noCounts(),
  brands: noCounts(),
  priceLevel: null,
  justBought: [],
};

export function withInteraction(profile: UserProfile, interaction: Interaction): UserProfile {
  const { categoryId, brand, price } = interaction;
  return {
    interactions: profile.interactions + 1,
    history: historyWith(profile.history, interaction),
    categories: affinitiesWith(profile.categories, categoryId, interaction),
    brands: affinitiesWith(profile.brands, brand, interaction),
    priceLevel: priceLevelWith(profile.priceLevel, price),
    justBought: justBoughtWith(profile.justBought, interaction),
  };
}

/** Whether a basket touches a product for the first time; `profile` is the user's from before it. */
export function isFirstInBasket({ history }: UserProfile, { productId, basketId }: Interaction): boolean {
  return !history.some((touched) => touched.productId === productId && touched.basketId === basketId);
}

/** The products that must not be recommended at a time. */
export function justBoughtAt(profile: UserProfile, nowMs: number): Set<string> {
  const bought = profile.justBought.filter(({ atMs }) => nowMs - atMs < JUST_BOUGHT_MS);
  return new Set(bought.map(({ productId }) => productId));
}

function historyWith(history: readonly TouchedProduct[], interaction: Interaction): TouchedProduct[] {
  const { productId, basketId, atMs, kind, categoryId, brand, price } = interaction;
  const place = history.findIndex((touched) => touched.productId === productId);
  const before = history[place];
  const isBought = kind === "purchase" || before?.isBought === true;
  const level = levelAfter(before?.level, atMs, TOUCH_HALF_LIFE_MS);
  const next = history.slice();
  if (place >= 0) next.splice(place, 1);
  else if (next.length === HISTORY_PRODUCTS_MAX) next.pop();
  next.unshift({ productId, basketId, categoryId, brand, price, isBought, level });
  return next;
}

function affinitiesWith(
  affinities: DecayedCounts<null>,
  key: string | null,
  { kind, atMs }: Interaction,
): DecayedCounts<null> {
  if (key === null) return affinities;
  return addDecayed(affinities, { key, atMs, weight: INTEREST[kind], detail: null }, AFFINITY_DECAY);
}

function priceLevelWith(level: number | null, price: number | null): number | null {
  if (price === null || price <= 0) return level;
  if (level === null) return price;
  // By logarithms: a ratio of prices that are far apart may be 0 or infinite.
  return Math.exp((1 - PRICE_STEP) * Math.log(level) + PRICE_STEP * Math.log(price));
}

function justBoughtWith(
  bought: UserProfile["justBought"],
  { kind, productId, atMs }: Interaction,
): UserProfile["justBought"] {
  if (kind !== "purchase") return bought;
  const others = bought.filter((one) => one.productId !== productId && atMs - one.atMs < JUST_BOUGHT_MS);
  const before = bought.find((one) => one.productId === productId)?.atMs ?? atMs;
  return [{ productId, atMs: Math.max(before, atMs) }, ...others.slice(0, JUST_BOUGHT_PRODUCTS_MAX - 1)];
}
