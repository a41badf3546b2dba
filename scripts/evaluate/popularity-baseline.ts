/** The popularity baseline: the products with the most events so far. */
import type { Interaction } from "../../lib/pipelines/commerce/recommend/interaction.ts";
import { highest } from "./highest.ts";

export class PopularityBaseline {
  readonly #ids: string[] = [];
  readonly #indices = new Map<string, number>();
  readonly #counts: number[] = [];

  recommend(count: number, excluded: ReadonlySet<string>): string[] {
    return highest(this.#counts, this.#ids, count, excluded);
  }

  apply({ productId }: Interaction): void {
    const index = this.#indices.get(productId) ?? this.#ids.push(productId) - 1;
    this.#indices.set(productId, index);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }
}
