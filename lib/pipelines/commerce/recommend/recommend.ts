/**
 * What to recommend to a user: the best by score, never what the user has just bought or is looking at now, not all of one
 * category while others have candidates (a stranger gets the trend as it is), and now and then a new product in the last
 * place. Cold starts need no rule of their own: for a stranger the sources that know something are the landing category's,
 * where there is one, and the global trend; a product that nobody has touched with another is found by its category and
 * price. The answer is a function of its arguments.
 */
import { detailOf, noCounts, placeOf } from "./decayed-counts.ts";
import { candidateSources, type CandidateSources, type Source } from "./candidate-sources.ts";
import { sourceWeights } from "./recommend-v1.ts";
import { type ScoredProduct, scoreCandidates, type SourceWeights } from "./score.ts";
import { interestsOf, recentProducts, type ShopperContext } from "./shopper-context.ts";
import { newProducts } from "./trending.ts";
import { justBoughtAt } from "./user-profile.ts";

export interface Reason {
  readonly source: Source | "newInCategory";
  /** What part of the score it makes, in `(0, 1]`. */
  readonly share: number;
}

export interface RecommendedProduct {
  readonly productId: string;
  readonly score: number;
  /** The strongest first. */
  readonly reasons: readonly Reason[];
}

export interface Recommendation {
  readonly items: readonly RecommendedProduct[];
  /** What the answer rests on: the user's own history, the category a stranger came in by, or the trend alone. */
  readonly source: "history" | "landing_category" | "global_trend";
}

const REASONS_MAX = 3;
/** Of the places, those that one category may take while others have candidates. */
const CATEGORY_SHARE_MAX = 0.8;
/** One in so many of a user's recommendations explores, so that a new product costs few good places. */
const EXPLORATION_PERIOD = 4;
/** Of the new products, the newest take turns. */
const EXPLORED_PRODUCTS_MAX = 8;
/** A shorter list has no place to spare. */
const EXPLORING_LENGTH_MIN = 5;

export function recommend(
  context: ShopperContext,
  count: number,
  weights: SourceWeights = sourceWeights,
): Recommendation {
  const sources = candidateSources(context);
  const ranked = scoreCandidates(sources, weights, excludedFrom(context));
  const isStranger = context.profile.history.length === 0;
  const chosen = isStranger ? ranked.slice(0, count) : diverse(ranked, count, context);
  const items = chosen.map(recommended);
  return { items: withExploration(items, count, context), source: basisOf(sources, context) };
}

/** What must not be recommended: what was just bought, and the product that the user has just touched. */
export function excludedFrom({ profile, nowMs }: ShopperContext): Set<string> {
  const excluded = justBoughtAt(profile, nowMs);
  const current = profile.history[0];
  if (current !== undefined) excluded.add(current.productId);
  return excluded;
}

function diverse(ranked: readonly ScoredProduct[], count: number, context: ShopperContext): ScoredProduct[] {
  const placesMax = Math.ceil(count * CATEGORY_SHARE_MAX);
  const taken = new Map<string, number>();
  const chosen: ScoredProduct[] = [];
  const spare: ScoredProduct[] = [];
  for (const product of ranked) {
    if (chosen.length === count) break;
    const category = categoryIn(context, product.productId);
    const places = category === null ? 0 : (taken.get(category) ?? 0);
    if (places >= placesMax) {
      spare.push(product);
      continue;
    }
    if (category !== null) taken.set(category, places + 1);
    chosen.push(product);
  }
  return [...chosen, ...spare.slice(0, count - chosen.length)];
}

/** The category of a candidate, where it is known; the user's own history knows best. */
function categoryIn(context: ShopperContext, productId: string): string | null {
  const { profile, affinityOf, globalTrend, trendOf, landingCategoryId } = context;
  const touched = profile.history.find((one) => one.productId === productId);
  if (touched !== undefined && touched.categoryId !== null) return touched.categoryId;
  for (const categoryId of interestsOf(profile, landingCategoryId).keys()) {
    const trend = trendOf(categoryId);
    if (trend !== undefined && placeOf(trend.products, productId) >= 0) return categoryId;
  }
  for (const { product } of recentProducts(profile)) {
    const category = detailOf(affinityOf(product.productId)?.neighbours ?? noCounts(), productId);
    if (category !== undefined && category !== null) return category;
  }
  return detailOf(globalTrend.products, productId)?.categoryId ?? null;
}

function recommended({ productId, score, contributions }: ScoredProduct): RecommendedProduct {
  const strongest = contributions.slice(0, REASONS_MAX);
  return {
    productId,
    score,
    reasons: strongest.map((part) => ({ source: part.source, share: part.score / score })),
  };
}

function withExploration(
  items: RecommendedProduct[],
  count: number,
  context: ShopperContext,
): RecommendedProduct[] {
  const { profile } = context;
  const isTurn = profile.interactions % EXPLORATION_PERIOD === EXPLORATION_PERIOD - 1;
  if (!isTurn || count < EXPLORING_LENGTH_MIN) return items;
  const explored = productToExplore(items, context);
  if (explored === undefined) return items;
  const kept = items.slice(0, count - 1);
  return [...kept, { productId: explored, score: 0, reasons: [{ source: "newInCategory", share: 1 }] }];
}

/** One of the newest products of the category that interests the user most, by turns. */
function productToExplore(items: readonly RecommendedProduct[], context: ShopperContext): string | undefined {
  const { profile, landingCategoryId, trendOf, nowMs } = context;
  const [categoryId] = interestsOf(profile, landingCategoryId).keys();
  const trend = categoryId === undefined ? undefined : trendOf(categoryId);
  if (trend === undefined) return undefined;
  const excluded = new Set([
    ...excludedFrom(context),
    ...items.map(({ productId }) => productId),
    ...profile.history.map(({ productId }) => productId),
  ]);
  const fresh = newProducts(trend, nowMs).filter((productId) => !excluded.has(productId));
  const turns = fresh.slice(0, EXPLORED_PRODUCTS_MAX);
  return turns[Math.floor(profile.interactions / EXPLORATION_PERIOD) % turns.length];
}

function basisOf(sources: CandidateSources, { profile }: ShopperContext): Recommendation["source"] {
  if (profile.history.length > 0) return "history";
  return sources.categoryTrend.size > 0 ? "landing_category" : "global_trend";
}
