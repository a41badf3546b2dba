/** The comparison asks what it says it asks, before it is told; the baselines are what they say. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareRecommenders } from "../../../scripts/evaluate/compare-recommenders.ts";
import { RecommenderStream } from "../../../scripts/evaluate/recommender-stream.ts";
import { highest } from "../../../scripts/evaluate/highest.ts";
import { ItemItemBaseline } from "../../../scripts/evaluate/item-item-baseline.ts";
import { RecommenderTally } from "../../../scripts/evaluate/recommender-tally.ts";
import type { ShopFileKind, ShopStep } from "../../../scripts/evaluate/shop-file.ts";
import { recommend } from "../../../lib/pipelines/commerce/recommend/recommend.ts";
import { anyInteraction, interaction, NOW_MS } from "../../pipelines/commerce/recommend/interactions.ts";
import { contextOf, emptyShop, foldInteraction } from "../../pipelines/commerce/recommend/shop-state.ts";

function compare(kind: ShopFileKind, steps: readonly ShopStep[]) {
  return compareRecommenders({
    kind,
    steps: (async function* () {
      yield* steps;
    })(),
  });
}

function step(userId: string, ...productIds: string[]): ShopStep {
  return {
    userId,
    interactions: productIds.map((productId) => interaction({ productId })),
  };
}

test("a clickstream asks for the next product when it is another than the last, and for strangers' first", async () => {
  const report = await compare("clickstream", [
    step("u", "a"),
    step("u", "a"),
    step("u", "b"),
    step("v", "b"),
  ]);
  expect([report.known.ours.predictions, report.strangers.ours.predictions]).toEqual([1, 2]);
  expect(report.strangers.popularity).toEqual({
    predictions: 2,
    hitRate: 0.5,
    meanReciprocalRank: 0.25,
    coverage: 1,
    empty: 1,
  });
});

test("an invoice is asked for once, whatever it has, before any of its lines is told", async () => {
  const report = await compare("invoices", [step("u", "a", "b"), step("u", "a", "c")]);
  expect([report.known.ours.predictions, report.strangers.ours.predictions]).toEqual([1, 1]);
  expect(report.strangers.popularity.hitRate).toBe(0);
  expect(report.known["item-item"].hitRate).toBe(1);
});

test("item-item is the sum of cosines over the user's products", () => {
  const touches = fc.array(
    fc.tuple(fc.constantFrom("u", "v", "w", "x"), fc.constantFrom("a", "b", "c", "__proto__")),
  );
  fc.assert(
    fc.property(touches, (given) => {
      const baseline = new ItemItemBaseline();
      for (const [userId, productId] of given) baseline.apply(userId, interaction({ productId }));
      const ids = [...new Set(given.map(([, productId]) => productId))];
      const usersOf = (id: string) =>
        new Set(given.filter(([, other]) => other === id).map(([userId]) => userId));
      const mine = ids.filter((id) => usersOf(id).has("u"));
      const cosine = (a: string, b: string) =>
        [...usersOf(a)].filter((userId) => usersOf(b).has(userId)).length /
        Math.sqrt(usersOf(a).size * usersOf(b).size);
      const scoreOf = (id: string) => mine.reduce((sum, other) => sum + cosine(id, other), 0);
      const scores = baseline.recommend("u", 10, new Set()).map(scoreOf);
      expect(scores).toHaveLength(ids.filter((id) => scoreOf(id) > 0).length);
      for (const [at, score] of scores.entries()) {
        expect(score).toBeLessThanOrEqual((scores[at - 1] ?? Infinity) + 1e-9);
      }
    }),
  );
});

test("the highest come best first, equals in their order, without the excluded and what is not above 0", () => {
  const ids = ["a", "b", "c", "d", "e"];
  expect(highest([1, 3, 3, 0, 2], ids, 3, new Set())).toEqual(["b", "c", "e"]);
  expect(highest([1, 3, 3, 0, 2], ids, 5, new Set(["b"]))).toEqual(["c", "e", "a"]);
});

test("a tally is hits, reciprocal places and the share of products recommended", () => {
  const tally = new RecommenderTally();
  tally.add(["a", "b"], new Set(["b", "z"]));
  tally.add(["a", "c"], new Set(["c"]));
  tally.add([], new Set(["a"]));
  const figures = tally.figures(6);
  expect(figures).toEqual({
    predictions: 3,
    hitRate: 2 / 3,
    meanReciprocalRank: 1 / 3,
    coverage: 0.5,
    empty: 1,
  });
  expect(new RecommenderTally().figures(0).hitRate).toBe(0);
});

test("the stream recommends what the plain fold of the same steps does, to the last bit", async () => {
  const steps = fc.array(
    fc.record({
      userId: fc.constantFrom("u", "v", "__proto__"),
      interactions: fc.array(anyInteraction, { minLength: 1, maxLength: 6 }),
    }),
    { maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (given) => {
      const stream = new RecommenderStream();
      const shop = emptyShop();
      for (const step of given) {
        const { userId, interactions } = step;
        const expected = recommend(contextOf(shop, userId, NOW_MS, null), 10);
        expect(recommend(await stream.contextOf(userId, NOW_MS), 10)).toEqual(expected);
        await stream.tell(step);
        for (const one of interactions) foldInteraction(shop, userId, one);
      }
    }),
    { numRuns: 40 },
  );
});
