/**
 * Evaluates the recommender on a shop's events, each predicted before it is applied, against popularity and item-item from
 * the same past. What is required stands in REQUIRED and is printed with the figures.
 */
import {
  type AudienceFigures,
  compareRecommenders,
  type RecommenderComparison,
} from "./compare-recommenders.ts";
import type { Evaluation } from "./evaluation.ts";
import { formatRecommenderReport } from "./recommender-report.ts";
import { openShopFile, type ShopFileKind } from "./shop-file.ts";

/** How many times popularity's Hit@10 ours must be, of users who are known. */
const REQUIRED = { popularityRatioMin: 1.1 };

export interface RecommenderReport extends RecommenderComparison {
  readonly kind: ShopFileKind;
  readonly required: typeof REQUIRED;
  readonly holds: boolean;
}

export const commerceEvaluation: Evaluation = {
  defaultInput: "../shared/data/clickstream-rees46.dev.csv.gz",
  evaluate: async (inputPath) => {
    const file = await openShopFile(inputPath);
    const comparison = await compareRecommenders(file);
    const report = { kind: file.kind, ...comparison, required: REQUIRED, holds: isAsRequired(comparison) };
    return {
      text: formatRecommenderReport(report),
      json: report,
      holds: report.holds,
      failure: "Cannot confirm the recommender: it is not as far above the baselines as required",
    };
  },
};

function isAsRequired({ known, all, strangers }: RecommenderComparison): boolean {
  const isStrangersServed = strangers.ours.hitRate >= strangers.popularity.hitRate;
  return isAhead(known) && isAhead(all) && isStrangersServed;
}

function isAhead(figures: AudienceFigures): boolean {
  const { popularity, ours } = figures;
  if (ours.predictions === 0) return true;
  const isAbovePopularity = ours.hitRate >= REQUIRED.popularityRatioMin * popularity.hitRate;
  return isAbovePopularity && ours.hitRate >= figures["item-item"].hitRate;
}
