/** What is recommended, to whom, and what never is. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Interaction } from "../../../../lib/pipelines/commerce/recommend/interaction.ts";
import { recommend } from "../../../../lib/pipelines/commerce/recommend/recommend.ts";
import { sourceWeights } from "../../../../lib/pipelines/commerce/recommend/recommend-v1.ts";
import { contextOf, emptyShop, foldInteraction, type ShopState } from "./shop-state.ts";
import { neededStates } from "../../../../lib/pipelines/commerce/recommend/shopper-context.ts";
import { JUST_BOUGHT_MS } from "../../../../lib/pipelines/commerce/recommend/user-profile.ts";
import { anyInteraction, interaction, NOW_MS } from "./interactions.ts";

type Visit = readonly [userId: string, interaction: Interaction];

function shopAfter(visits: readonly Visit[]): ShopState {
  const shop = emptyShop();
  for (const [userId, one] of visits) foldInteraction(shop, userId, one);
  return shop;
}

function listFor(shop: ShopState, userId: string, nowMs = NOW_MS, landing: string | null = null, count = 10) {
  return recommend(contextOf(shop, userId, nowMs, landing), count);
}

const idsOf = ({ items }: ReturnType<typeof recommend>) => items.map(({ productId }) => productId);

/** Twelve products each of two categories; `chair0` leads everywhere, `lamp0` among the lights. */
const browsed: Visit[] = ["lights", "seats"].flatMap((categoryId) =>
  Array.from({ length: 12 }, (_, at): Visit[] => {
    const productId = `${categoryId === "lights" ? "lamp" : "chair"}${at}`;
    const visits = (categoryId === "lights" ? 13 : 26) - at;
    return Array.from({ length: visits }, (_, visit) => [
      `visitor ${productId} ${visit}`,
      interaction({ productId, categoryId, brand: null, price: 20 }),
    ]);
  }).flat(),
);

describe("a stranger", () => {
  test("gets what is trending everywhere", () => {
    const answer = listFor(shopAfter(browsed), "stranger");
    expect(answer.source).toBe("global_trend");
    expect(idsOf(answer).slice(0, 3)).toEqual(["chair0", "chair1", "chair2"]);
    expect(answer.items[0]?.reasons).toEqual([{ source: "globalTrend", share: 1 }]);
  });

  test("gets what is trending in the landing category first", () => {
    const answer = listFor(shopAfter(browsed), "stranger", NOW_MS, "lights");
    expect(answer.source).toBe("landing_category");
    expect(idsOf(answer)[0]).toBe("lamp0");
    expect(answer.items).toHaveLength(10);
  });

  test("gets the global trend where the landing category knows nothing", () => {
    const answer = listFor(shopAfter(browsed), "stranger", NOW_MS, "__proto__");
    expect(answer.source).toBe("global_trend");
    expect(answer.items).toHaveLength(10);
  });

  test("gets nothing from a shop where nothing has happened", () => {
    expect(listFor(emptyShop(), "stranger")).toEqual({ items: [], source: "global_trend" });
  });
});

describe("a known user", () => {
  test("gets what others touched with the product in front of them, with the reason", () => {
    const pairs = Array.from({ length: 5 }, (_, at): Visit[] => [
      [`u${at}`, interaction({ productId: "printer", categoryId: "office", basketId: `b${at}` })],
      [`u${at}`, interaction({ productId: "paper", categoryId: "stationery", basketId: `b${at}` })],
    ]).flat();
    const shop = shopAfter([
      ...browsed,
      ...pairs,
      ["me", interaction({ productId: "printer", categoryId: null })],
    ]);
    const answer = listFor(shop, "me");
    expect(answer.source).toBe("history");
    expect(answer.items[0]?.productId).toBe("paper");
    expect(answer.items[0]?.reasons[0]?.source).toBe("touchedTogether");
  });

  test("never gets what they bought in the last day, and may after it", () => {
    const visits: Visit[] = [
      ...browsed,
      ["me", interaction({ productId: "lamp0", kind: "purchase" })],
      ["me", interaction({ productId: "lamp3" })],
    ];
    const shop = shopAfter(visits);
    expect(idsOf(listFor(shop, "me", NOW_MS + JUST_BOUGHT_MS - 1))).not.toContain("lamp0");
    expect(idsOf(listFor(shop, "me", NOW_MS + JUST_BOUGHT_MS))).toContain("lamp0");
  });

  test("gets at most eight of ten products of one category while others have candidates", () => {
    const shop = shopAfter([...browsed, ["me", interaction({ productId: "lamp0" })]]);
    const lamps = idsOf(listFor(shop, "me")).filter((productId) => productId.startsWith("lamp"));
    expect(lamps).toHaveLength(8);
  });

  test("gets products near the price they look at before others that trend as much", () => {
    const priced = [10, 100, 1000].map((price): Visit => {
      return ["other", interaction({ productId: `at ${price}`, price, brand: null, basketId: `b${price}` })];
    });
    const shop = shopAfter([...priced, ["me", interaction({ productId: "mine", price: 110, brand: null })]]);
    expect(idsOf(listFor(shop, "me"))).toEqual(["at 100", "at 1000", "at 10"]);
  });

  test("gets a new product of their category in the last place, now and then", () => {
    const fresh: Visit = ["maker", interaction({ productId: "fresh", price: 9000, brand: null })];
    const history = ["lamp0", "lamp1", "lamp2"].map((productId): Visit => ["me", interaction({ productId })]);
    const explored = listFor(shopAfter([...browsed, fresh, ...history]), "me").items;
    expect(explored).toHaveLength(10);
    expect(explored.at(-1)?.reasons).toEqual([{ source: "newInCategory", share: 1 }]);
    const other = listFor(shopAfter([...browsed, fresh, ...history.slice(1)]), "me").items;
    expect(other.flatMap(({ reasons }) => reasons).some(({ source }) => source === "newInCategory")).toBe(
      false,
    );
  });
});

test("lists are the same for the same past, have no product twice, none just bought, and no more than asked for", () => {
  const visits = fc.array(fc.tuple(fc.constantFrom("u", "v", "__proto__"), anyInteraction), {
    maxLength: 80,
  });
  fc.assert(
    fc.property(visits, fc.integer({ min: 1, max: 12 }), (given, count) => {
      const shop = shopAfter(given);
      for (const userId of ["u", "v", "__proto__", "stranger"]) {
        const answer = listFor(shop, userId, NOW_MS, null, count);
        const ids = idsOf(answer);
        expect(answer).toEqual(listFor(shopAfter(given), userId, NOW_MS, null, count));
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBeLessThanOrEqual(count);
        const bought = given.filter(([id, { kind, atMs }]) => {
          return id === userId && kind === "purchase" && NOW_MS - atMs < JUST_BOUGHT_MS;
        });
        for (const [, { productId }] of bought) expect(ids).not.toContain(productId);
        if (userId === "stranger" && given.length > 0) expect(ids.length).toBeGreaterThan(0);
        for (const { score } of answer.items) expect(score).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 60 },
  );
});

test("a recommendation reads the states that it says it needs, and no others", () => {
  const history = ["lamp0", "chair1", "lamp2"].map((productId): Visit => {
    return ["me", interaction({ productId, categoryId: productId.startsWith("lamp") ? "lights" : "seats" })];
  });
  const context = contextOf(shopAfter([...browsed, ...history]), "me", NOW_MS, null);
  const { productIds, categoryIds } = neededStates(context.profile, null);
  const read = { products: new Set<string>(), categories: new Set<string>() };
  recommend(
    {
      ...context,
      affinityOf: (id) => (read.products.add(id), context.affinityOf(id)),
      trendOf: (id) => (read.categories.add(id), context.trendOf(id)),
    },
    10,
  );
  expect([...read.products]).toEqual(productIds);
  expect([...read.categories]).toEqual(categoryIds);
});

test("the shipped weights sum to one", () => {
  expect(Object.values(sourceWeights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 3);
});
