/**
 * Three recommenders over one stream of steps, each predicting before a step is applied: popularity, item-item, and ours, which
 * is the pipeline's operators. Asked
 * is in a clickstream the user's next product, when it is another than the last; in invoices any product of the
 * invoice, once, before its first line. The product that the user touched last is no answer in a clickstream, for none
 * of the three. A stranger is a user of whom the stream has told nothing so far.
 */
import { recommend } from "../../lib/pipelines/commerce/recommend/recommend.ts";
import { ItemItemBaseline } from "./item-item-baseline.ts";
import { PopularityBaseline } from "./popularity-baseline.ts";
import { RecommenderStream } from "./recommender-stream.ts";
import { type RecommenderFigures, RecommenderTally } from "./recommender-tally.ts";
import type { ShopFile } from "./shop-file.ts";

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
  const stream = new RecommenderStream();
  const popularity = new PopularityBaseline();
  const itemItem = new ItemItemBaseline();
  const tallies = { known: newTallies(), strangers: newTallies(), all: newTallies() };
  const products = new Set<string>();
  let interactions = 0;
  for await (const step of steps) {
    const { userId } = step;
    const context = await stream.contextOf(userId, step.interactions[0]?.atMs ?? 0);
    const [touched] = context.profile.history;
    const last = kind === "clickstream" ? touched?.productId : undefined;
    const targets = new Set(step.interactions.map(({ productId }) => productId));
    if (last === undefined || !targets.has(last)) {
      const excluded = new Set(last === undefined ? [] : [last]);
      const lists: Record<Recommender, string[]> = {
        popularity: popularity.recommend(LIST_LENGTH, excluded),
        "item-item": itemItem.recommend(userId, LIST_LENGTH, excluded),
        ours: recommend(context, LIST_LENGTH).items.map(({ productId }) => productId),
      };
      const audience: Audience = touched === undefined ? "strangers" : "known";
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
    }
    await stream.tell(step);
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
