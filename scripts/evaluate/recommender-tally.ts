/**
 * What one recommender's lists were worth:
 *
 *   Hit@n      share of predictions with a target among the first n
 *   MRR        mean of 1 / place of the first target, 0 where none is among the n
 *   coverage   share of the products known at the end that were recommended at all
 */
export interface RecommenderFigures {
  readonly predictions: number;
  readonly hitRate: number;
  readonly meanReciprocalRank: number;
  readonly coverage: number;
  /** Predictions that had no product at all. */
  readonly empty: number;
}

export class RecommenderTally {
  readonly #recommended = new Set<string>();
  #predictions = 0;
  #hits = 0;
  #reciprocalRanks = 0;
  #empty = 0;

  add(list: readonly string[], targets: ReadonlySet<string>): void {
    this.#predictions++;
    if (list.length === 0) this.#empty++;
    for (const productId of list) this.#recommended.add(productId);
    const at = list.findIndex((productId) => targets.has(productId));
    if (at === -1) return;
    this.#hits++;
    this.#reciprocalRanks += 1 / (at + 1);
  }

  figures(knownProducts: number): RecommenderFigures {
    const predictions = this.#predictions;
    const share = (sum: number, of: number) => (of === 0 ? 0 : sum / of);
    return {
      predictions,
      hitRate: share(this.#hits, predictions),
      meanReciprocalRank: share(this.#reciprocalRanks, predictions),
      coverage: share(this.#recommended.size, knownProducts),
      empty: this.#empty,
    };
  }
}
