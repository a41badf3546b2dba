/** The states behind recommendations: co-occurrence against a naive count, bounds, plain values. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { countAt } from "../../../../lib/pipelines/commerce/recommend/decayed-counts.ts";
import type { Interaction } from "../../../../lib/pipelines/commerce/recommend/interaction.ts";
import { NEIGHBOUR_DECAY } from "../../../../lib/pipelines/commerce/recommend/item-affinity.ts";
import { emptyShop, foldInteraction, type ShopState } from "./shop-state.ts";
import { PAIRED_PRODUCTS_MAX, touchOf } from "../../../../lib/pipelines/commerce/recommend/touch.ts";
import {
  CATEGORY_TREND_DECAY,
  GLOBAL_TREND,
  GLOBAL_TREND_DECAY,
} from "../../../../lib/pipelines/commerce/recommend/trending.ts";
import {
  AFFINITY_DECAY,
  HISTORY_PRODUCTS_MAX,
  JUST_BOUGHT_PRODUCTS_MAX,
  NEW_USER,
  withInteraction,
} from "../../../../lib/pipelines/commerce/recommend/user-profile.ts";
import { anyInteraction, interaction, NOW_MS } from "./interactions.ts";

function shopOf(interactions: readonly Interaction[], userId = "u"): ShopState {
  const shop = emptyShop();
  for (const one of interactions) foldInteraction(shop, userId, one);
  return shop;
}

test("neighbours count the baskets that touched both products, decayed from the later touch", () => {
  const visits = fc.array(
    fc.record({
      basketId: fc.constantFrom("b1", "b2", "b3"),
      productId: fc.constantFrom("__proto__", "x", "y"),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(visits, (given) => {
      const shop = emptyShop();
      const expected = new Map<string, number>();
      const baskets = new Map<string, Set<string>>();
      for (const { basketId, productId } of given) {
        const basket = baskets.get(basketId) ?? new Set<string>();
        baskets.set(basketId, basket);
        for (const other of basket) {
          if (basket.has(productId)) break;
          for (const pair of [`${other} ${productId}`, `${productId} ${other}`]) {
            expected.set(pair, (expected.get(pair) ?? 0) + 1);
          }
        }
        basket.add(productId);
        // Each basket is a user of its own, so that no pair reaches across.
        foldInteraction(shop, basketId, interaction({ basketId, productId }));
      }
      const counted = [...shop.affinities].flatMap(([productId, { neighbours }]) =>
        neighbours.keys.map((key, at) => [
          `${productId} ${key}`,
          Math.round(1e6 * countAt(neighbours.levels[at] ?? 0, NOW_MS, NEIGHBOUR_DECAY.halfLifeMs)) / 1e6,
        ]),
      );
      expect(new Map(counted as [string, number][])).toEqual(expected);
    }),
  );
});

test("a pair across two baskets weighs less than one within", () => {
  const profile = withInteraction(NEW_USER, interaction({ productId: "a", basketId: "b1" }));
  const pairsIn = (basketId: string) => touchOf(profile, interaction({ productId: "b", basketId }))?.paired;
  expect(pairsIn("b1")).toEqual([["a", 1, "lights"]]);
  expect(pairsIn("b2")).toEqual([["a", 0.3, "lights"]]);
});

test("a product makes pairs with the newest others, once a basket, and never with itself", () => {
  let profile = NEW_USER;
  for (let at = 0; at < PAIRED_PRODUCTS_MAX + 5; at++) {
    profile = withInteraction(profile, interaction({ productId: `p${at}` }));
  }
  const pairedWith = (differing: Partial<Interaction>) =>
    touchOf(profile, interaction(differing))?.paired.map(([productId]) => productId);
  const newest = Array.from({ length: PAIRED_PRODUCTS_MAX }, (_, at) => `p${PAIRED_PRODUCTS_MAX + 4 - at}`);
  expect(pairedWith({ productId: "new" })).toEqual(newest);
  expect(pairedWith({ productId: "p3" })).toBe(undefined);
  const last = newest[0] as string;
  expect(pairedWith({ productId: last, basketId: "b2" })).toEqual([...newest.slice(1), "p4"]);
});

test("every state stays within its bounds and is a plain JSON value", () => {
  fc.assert(
    fc.property(fc.array(anyInteraction, { maxLength: 60 }), (given) => {
      const shop = shopOf(given);
      const profile = shop.profiles.get("u") ?? NEW_USER;
      expect(profile.history.length).toBeLessThanOrEqual(HISTORY_PRODUCTS_MAX);
      expect(profile.justBought.length).toBeLessThanOrEqual(JUST_BOUGHT_PRODUCTS_MAX);
      expect(profile.categories.keys.length).toBeLessThanOrEqual(AFFINITY_DECAY.capacity);
      expect(profile.brands.keys.length).toBeLessThanOrEqual(AFFINITY_DECAY.capacity);
      for (const [key, { products }] of shop.trends) {
        const { capacity } = key === GLOBAL_TREND ? GLOBAL_TREND_DECAY : CATEGORY_TREND_DECAY;
        expect(products.keys.length).toBeLessThanOrEqual(capacity);
      }
      const neighbours = [...shop.affinities.values()].map((item) => item.neighbours.keys.length);
      expect(Math.max(0, ...neighbours)).toBeLessThanOrEqual(NEIGHBOUR_DECAY.capacity);
      const states = [profile, ...shop.trends.values(), ...shop.affinities.values()];
      for (const state of states) expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    }),
    { numRuns: 20 },
  );
});

test("lists with more products than they take stay at their bounds", () => {
  const many = Array.from({ length: GLOBAL_TREND_DECAY.capacity + 50 }, (_, at) =>
    interaction({ productId: `p${at}`, kind: "purchase", brand: `brand ${at}` }),
  );
  const shop = shopOf(many);
  const profile = shop.profiles.get("u") ?? NEW_USER;
  expect(shop.trends.get(GLOBAL_TREND)?.products.keys).toHaveLength(GLOBAL_TREND_DECAY.capacity);
  expect(shop.trends.get("lights")?.products.keys).toHaveLength(CATEGORY_TREND_DECAY.capacity);
  expect(profile.history).toHaveLength(HISTORY_PRODUCTS_MAX);
  expect(profile.justBought).toHaveLength(JUST_BOUGHT_PRODUCTS_MAX);
  expect(profile.brands.keys).toHaveLength(AFFINITY_DECAY.capacity);
});

test("the price level is the first price and follows the newest; a price of 0 says nothing", () => {
  const levelAfter = (...prices: (number | null)[]) =>
    prices.reduce((profile, price) => withInteraction(profile, interaction({ price })), NEW_USER).priceLevel;
  expect(levelAfter(null, 0)).toBe(null);
  expect(levelAfter(10)).toBe(10);
  expect(levelAfter(10, 1000)).toBeCloseTo(10 * 100 ** 0.1, 9);
  expect(levelAfter(1e300, Number.MIN_VALUE)).toBeGreaterThan(0);
  expect(levelAfter(Number.MIN_VALUE, 1e300)).toBeLessThan(1);
});

test("trends count a basket once for a product, however often it looks", () => {
  const shop = shopOf([interaction(), interaction(), interaction({ basketId: "b2" })]);
  const [level] = shop.trends.get(GLOBAL_TREND)?.products.levels ?? [];
  expect(countAt(level ?? 0, NOW_MS, GLOBAL_TREND_DECAY.halfLifeMs)).toBeCloseTo(2, 9);
});
