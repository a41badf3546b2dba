/** Interactions for the recommender's tests: a view by default, made by what differs; and any of them for properties. */
import fc from "fast-check";
import type { Interaction } from "../../../../lib/pipelines/commerce/recommend/interaction.ts";

export const NOW_MS = Date.parse("2026-03-01T12:00:00Z");

export function interaction(differing: Partial<Interaction> = {}): Interaction {
  return {
    kind: "view",
    atMs: NOW_MS,
    productId: "lamp",
    categoryId: "lights",
    brand: "lux",
    price: 20,
    basketId: "b1",
    ...differing,
  };
}

/** Names that objects would take for something else. */
export const HOSTILE_KEYS = ["__proto__", "constructor", "toString", "hasOwnProperty", ""];

const name = fc.oneof(fc.constantFrom(...HOSTILE_KEYS), fc.integer({ min: 0, max: 400 }).map(String));

export const anyInteraction: fc.Arbitrary<Interaction> = fc.record({
  kind: fc.constantFrom("view", "cart", "remove_from_cart", "purchase"),
  atMs: fc.integer({ min: NOW_MS - 40 * 86_400_000, max: NOW_MS }),
  productId: name,
  categoryId: fc.option(name.filter((id) => id !== "")),
  brand: fc.option(name),
  price: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
  basketId: fc.constantFrom("b1", "b2", "b3"),
});
