/** The comparison of the recommenders as text: what is asked, a row for each recommender and audience, the verdict. */
import { type Audience, LIST_LENGTH } from "./compare-recommenders.ts";
import type { RecommenderReport } from "./commerce.ts";
import type { RecommenderFigures } from "./recommender-tally.ts";
import { textTable } from "../terminal/text-table.ts";

const DEFINITIONS = [
  "popularity  the products with the most events so far",
  "item-item   cosine over users, of everything that the user has touched so far",
  `Hit@${LIST_LENGTH}      a product that was asked for is among the first ${LIST_LENGTH}`,
  `MRR         mean of 1 / its place, 0 beyond ${LIST_LENGTH}`,
  "coverage    share of all products that were recommended to anybody",
  "strangers   users of whom the stream has told nothing so far (cold start)",
].join("\n");

const ASKED = {
  clickstream: "the user's next product, when it is another than the last",
  invoices: "any product of the invoice, before its first line",
};

export function formatRecommenderReport(report: RecommenderReport): string {
  const { interactions, products, kind, required, holds } = report;
  const count = (value: number) => value.toLocaleString("en");
  return [
    `${count(interactions)} events, ${count(products)} products; asked: ${ASKED[kind]}`,
    DEFINITIONS,
    textTable(
      [
        ["users", "recommender", "asked", `Hit@${LIST_LENGTH}`, "MRR", "coverage", "empty"],
        ...rowsOf(report),
      ],
      { labels: 2, indent: "  " },
    ),
    `${holds ? "HOLDS" : "DOES NOT HOLD"}: required: Hit@${LIST_LENGTH} at least ${required.popularityRatioMin} times ` +
      "popularity's and not below item-item's; for strangers not below popularity's",
  ].join("\n\n");
}

function rowsOf(report: RecommenderReport): string[][] {
  const audiences: readonly (Audience | "all")[] = ["known", "strangers", "all"];
  return audiences.flatMap((audience) =>
    Object.entries(report[audience]).map(([name, figures]) => [audience, name, ...cellsOf(figures)]),
  );
}

function cellsOf(figures: RecommenderFigures): string[] {
  const { predictions, hitRate, meanReciprocalRank, coverage, empty } = figures;
  const shares = [hitRate, meanReciprocalRank, coverage].map((share) => share.toFixed(4));
  return [predictions.toLocaleString("en"), ...shares, String(empty)];
}
