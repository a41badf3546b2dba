/**
 * The item-item baseline, exact and unbounded: the cosine of two products over users,
 *
 *   cosine(i, j) = users of both / sqrt(users of i * users of j),   score(i) = sum of cosine(i, j) over the user's products j
 *
 * with cosine(i, i) = 1, from all events so far. Counts of pairs stand in rows that grow with the highest index used.
 */
import type { Interaction } from "../../lib/pipelines/commerce/recommend/interaction.ts";
import { highest } from "./highest.ts";

export class ItemItemBaseline {
  readonly #ids: string[] = [];
  readonly #indices = new Map<string, number>();
  /** Users of both, the diagonal being the users of one. */
  readonly #rows: Float32Array[] = [];
  readonly #productsOf = new Map<string, Set<number>>();

  recommend(userId: string, count: number, excluded: ReadonlySet<string>): string[] {
    const scores = new Float64Array(this.#ids.length);
    for (const product of this.#productsOf.get(userId) ?? []) {
      const row = this.#rows[product] ?? new Float32Array();
      const norm = Math.sqrt(row[product] ?? 1);
      for (let other = 0; other < row.length; other++) {
        const together = row[other] ?? 0;
        if (together > 0) scores[other] = (scores[other] ?? 0) + together / norm;
      }
    }
    for (let other = 0; other < scores.length; other++) {
      scores[other] = (scores[other] ?? 0) / Math.sqrt(this.#rows[other]?.[other] ?? 1);
    }
    return highest(scores, this.#ids, count, excluded);
  }

  apply(userId: string, { productId }: Interaction): void {
    const index = this.#indices.get(productId) ?? this.#ids.push(productId) - 1;
    this.#indices.set(productId, index);
    const products = this.#productsOf.get(userId) ?? new Set<number>();
    this.#productsOf.set(userId, products);
    if (products.has(index)) return;
    this.#increment(index, index);
    for (const other of products) {
      this.#increment(index, other);
      this.#increment(other, index);
    }
    products.add(index);
  }

  #increment(row: number, column: number): void {
    let counts = this.#rows[row] ?? new Float32Array();
    if (column >= counts.length) {
      const grown = new Float32Array(Math.max(column + 1, 2 * counts.length));
      grown.set(counts);
      counts = grown;
      this.#rows[row] = grown;
    }
    counts[column] = (counts[column] ?? 0) + 1;
  }
}
