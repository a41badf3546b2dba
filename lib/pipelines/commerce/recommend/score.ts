/**
 * The score of a product is the probability that it is touched next, as a mixture of the sources:
 *
 *   score(product) = sum over sources s of weight(s) * share(s, product) / sum of the weights of sources that know something
 *
 * The weights are trained by maximum likelihood. The contributions say why a product is recommended.
 */
import { type Candidates, type CandidateSources, type Source, SOURCES } from "./candidate-sources.ts";

export type SourceWeights = Readonly<Record<Source, number>>;

export interface ScoredProduct {
  readonly productId: string;
  readonly score: number;
  /** What each source adds to the score, the largest first; sources that add nothing are left out. */
  readonly contributions: readonly { readonly source: Source; readonly score: number }[];
}

/** All candidates but the excluded ones, the best first; of equal scores the smaller identifier. */
export function scoreCandidates(
  sources: CandidateSources,
  weights: SourceWeights,
  excluded: ReadonlySet<string>,
): ScoredProduct[] {
  const weightSum = SOURCES.reduce(
    (sum, source) => sum + (sources[source].size > 0 ? weights[source] : 0),
    0,
  );
  const scores = new Map<string, number>();
  for (const source of SOURCES) {
    const weight = weights[source] / weightSum;
    for (const [productId, share] of sources[source]) {
      if (!excluded.has(productId)) scores.set(productId, (scores.get(productId) ?? 0) + weight * share);
    }
  }
  const best = [...scores].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return best.map(([productId, score]) => ({
    productId,
    score,
    get contributions() {
      return contributionsOf(productId, sources, weights, weightSum);
    },
  }));
}

function contributionsOf(
  productId: string,
  sources: CandidateSources,
  weights: SourceWeights,
  weightSum: number,
): ScoredProduct["contributions"] {
  const shareIn = (candidates: Candidates) => candidates.get(productId) ?? 0;
  return SOURCES.map((source) => ({
    source,
    score: (weights[source] / weightSum) * shareIn(sources[source]),
  }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
}
