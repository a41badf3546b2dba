/**
 * What the recommender reads of an event: who touched which product, when, and how. Category, brand and price are null
 * where a feed lacks them. A basket is what is done in one go: a session, an invoice.
 */
export type InteractionKind = "view" | "cart" | "remove_from_cart" | "purchase";

export interface Interaction {
  readonly kind: InteractionKind;
  readonly atMs: number;
  readonly productId: string;
  readonly categoryId: string | null;
  readonly brand: string | null;
  readonly price: number | null;
  readonly basketId: string;
}

/** What is kept of a product wherever it may become a candidate. */
export type ProductFacts = {
  readonly categoryId: string | null;
  readonly brand: string | null;
  readonly price: number | null;
};

export function factsOf({ categoryId, brand, price }: ProductFacts): ProductFacts {
  return { categoryId, brand, price };
}
