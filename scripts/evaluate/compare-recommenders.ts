/**
 * Three recommenders over one stream of steps, each predicting before a step is applied: popularity, item-item, ours. Asked
 * is in a clickstream the user's next product, when it is another than the last; in invoices any product of the
 * invoice, once, before its first line. The product that the user touched last is no answer in a clickstream, for none
 * of the three. A stranger is a user of whom the stream has told nothing so far.
 */
import { recommend } from "../../lib/pipelines/commerce/recommend/recommend.ts";
import { contextOf, emptyShop, foldInteraction } from "../../lib/pipelines/commerce/recommend/shop-state.ts";
import { ItemItemBaseline } from "./item-item-baseline.ts";
import { PopularityBaseline } from "./popularity-baseline.ts";
import { type RecommenderFigures, RecommenderTally } from "./recommender-tally.ts";
import type { ShopFile, ShopStep } from "./shop-file.ts";

export const LIST_LENGTH = 10;
const RECOMMENDERS = ["popularity", "item-item", "ours"] as const;
type Recommender = (typeof RECOMMENDERS)[number];
export type Audience = "known" | "strangers";

export type AudienceFigures = Readonly<Record<Recommender, RecommenderFigures>>;

export interface RecommenderComparison {
  readonly interactions: number;
  readonly products: number;
  readonly known: AudienceFigures;
  readonly strangers: AudienceFigures;
  /** Both together. */
  readonly all: AudienceFigures;
}

export async function compareRecommenders({ kind, steps }: ShopFile): Promise<RecommenderComparison> {
  const shop = emptyShop();
  const popularity = new PopularityBaseline();
  const itemItem = new ItemItemBaseline();
  const tallies = { known: newTallies(), strangers: newTallies(), all: newTallies() };
  const products = new Set<string>();
  let interactions = 0;
  for await (const step of steps) {
    const { userId } = step;
    const last = kind === "clickstream" ? shop.profiles.get(userId)?.history[0]?.productId : undefined;
    const targets = new Set(step.interactions.map(({ productId }) => productId));
    if (last === undefined || !targets.has(last)) {
      const excluded = new Set(last === undefined ? [] : [last]);
      const lists: Record<Recommender, string[]> = {
        popularity: popularity.recommend(LIST_LENGTH, excluded),
        "item-item": itemItem.recommend(userId, LIST_LENGTH, excluded),
        ours: ourList(shop, step),
      };
      const audience: Audience = shop.profiles.has(userId) ? "known" : "strangers";
      for (const name of RECOMMENDERS) {
        tallies[audience][name].add(lists[name], targets);
        tallies.all[name].add(lists[name], targets);
      }
    }
    for (const interaction of step.interactions) {
      interactions++;
      products.add(interaction.productId);
      popularity.apply(interaction);
      itemItem.apply(userId, interaction);
      foldInteraction(shop, userId, interaction);
    }
    if (!step.isUserKnown) shop.profiles.delete(userId);
  }
  const figures = (audience: keyof typeof tallies) => figuresOf(tallies[audience], products.size);
  return {
    interactions,
    products: products.size,
    known: figures("known"),
    strangers: figures("strangers"),
    all: figures("all"),
  };
}

function ourList(shop: ReturnType<typeof emptyShop>, { userId, interactions }: ShopStep): string[] {
  const nowMs = interactions[0]?.atMs ?? 0;
  return recommend(contextOf(shop, userId, nowMs, null), LIST_LENGTH).items.map(({ productId }) => productId);
}

function newTallies(): Record<Recommender, RecommenderTally> {
  return {
    popularity: new RecommenderTally(),
    "item-item": new RecommenderTally(),
    ours: new RecommenderTally(),
  };
}

function figuresOf(tallies: Record<Recommender, RecommenderTally>, products: number): AudienceFigures {
  return {
    popularity: tallies.popularity.figures(products),
    "item-item": tallies["item-item"].figures(products),
    ours: tallies.ours.figures(products),
  };
}
