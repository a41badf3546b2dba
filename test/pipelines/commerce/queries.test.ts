/** What queries read of the recommender's views is what the plain fold of the same events comes to. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Page, PageKey } from "../../../lib/engine/index.ts";
import {
  affinitiesOf,
  globalTrend,
  profileOf,
  recommendationsFor,
  trendsOf,
} from "../../../lib/pipelines/commerce/queries.ts";
import { interactionOf } from "../../../lib/pipelines/commerce/recommend/interaction-of.ts";
import { recommend } from "../../../lib/pipelines/commerce/recommend/recommend.ts";
import { contextOf, emptyShop, foldInteraction, type ShopState } from "./recommend/shop-state.ts";
import { GLOBAL_TREND, NO_TREND } from "../../../lib/pipelines/commerce/recommend/trending.ts";
import { NEW_USER } from "../../../lib/pipelines/commerce/recommend/user-profile.ts";
import { commerceTopology } from "../../../lib/pipelines/commerce/topology.ts";
import { Harness, record } from "../../support/harness.ts";
import { behaviourWith } from "./events.ts";

const NOW_MS = Date.parse("2026-03-01T12:00:00Z");
const USERS = ["u1", "u2", "__proto__"];
const PRODUCTS = Array.from({ length: 12 }, (_, at) => `p${at}`);
const CATEGORIES = ["lights", "constructor"];

type Event = ReturnType<typeof behaviourWith>;

const events = fc.array(
  fc.record({
    user_id: fc.constantFrom(...USERS),
    product_id: fc.constantFrom(...PRODUCTS),
    category_id: fc.constantFrom(...CATEGORIES),
    user_session: fc.constantFrom("s1", "s2"),
    event_type: fc.constantFrom("view", "click", "cart", "purchase"),
    price: fc.integer({ min: 0, max: 90 }),
  }),
  { maxLength: 60 },
);

function shopOf(given: readonly Event[]): ShopState {
  const shop = emptyShop();
  for (const event of given) foldInteraction(shop, String(event.user_id), interactionOf(event));
  return shop;
}

test("queries read what the plain fold of the events comes to, to the last bit, wherever batches are cut", async () => {
  await fc.assert(
    fc.asyncProperty(events, fc.integer({ min: 1, max: 70 }), async (given, size) => {
      const all = given.map((differing) => behaviourWith(differing));
      const shop = shopOf(all);
      const harness = new Harness(commerceTopology());
      await harness.processIn(
        size,
        all.map((event, at) => record(at + 1, event)),
      );
      const { topology } = harness;
      for (const userId of [...USERS, "stranger"]) {
        const profile = shop.profiles.get(userId) ?? NEW_USER;
        expect(await profileOf(topology, harness, userId)).toEqual(profile);
        const request = { userId, count: 10, landingCategoryId: "lights", nowMs: NOW_MS };
        const expected = recommend(contextOf(shop, userId, NOW_MS, "lights"), 10);
        expect(await recommendationsFor(topology, harness, request)).toEqual(expected);
      }
      expect(await affinitiesOf(topology, harness, [...PRODUCTS, "none"])).toEqual(shop.affinities);
      expect(await trendsOf(topology, harness, [...CATEGORIES, "none"])).toEqual(
        new Map([...shop.trends].filter(([key]) => key !== GLOBAL_TREND)),
      );
      expect(await globalTrend(topology, harness)).toEqual(shop.trends.get(GLOBAL_TREND) ?? NO_TREND);
    }),
    { numRuns: 40 },
  );
});

test("the view of recommendations has for each known user what the query answers", async () => {
  const harness = new Harness(commerceTopology());
  const given = PRODUCTS.map((product_id, at) => behaviourWith({ product_id, user_id: USERS[at % 3] }));
  await harness.process(given.map((event, at) => record(at + 1, event)));
  const { topology, state } = harness;
  const shards = await state.listProgress();
  const pages = await Promise.all(shards.map(({ shardId }) => state.keyedPages(shardId)));
  const rows = [
    ...(topology.derived?.["recommendations"]?.rows(topology, pages.flat(), NOW_MS as never) ?? []),
  ];
  expect(rows.map(({ user_id }) => user_id).sort()).toEqual([...USERS].sort());
  for (const { user_id, source, items } of rows) {
    const request = { userId: String(user_id), count: 10, landingCategoryId: null, nowMs: NOW_MS };
    const answer = await recommendationsFor(topology, harness, request);
    expect(source).toBe("history");
    expect(items).toEqual(
      answer.items.map(({ productId, score, reasons }) => ({ product_id: productId, score, reasons })),
    );
  }
});

test("a question reads the pages of its keys and what is gathered, and no others", async () => {
  const harness = new Harness(commerceTopology());
  await harness.process(PRODUCTS.map((product_id, at) => record(at + 1, behaviourWith({ product_id }))));
  const read: string[] = [];
  const state = {
    listProgress: () => harness.state.listProgress(),
    readPages(keys: readonly PageKey[]): Promise<readonly (Page | undefined)[]> {
      read.push(...keys.map(({ name }) => name.replace(/\d+$/, "")));
      return harness.state.readPages(keys);
    },
  };
  await profileOf(harness.topology, { state }, "u1");
  await affinitiesOf(harness.topology, { state }, ["p1"]);
  await trendsOf(harness.topology, { state }, ["lights"]);
  await globalTrend(harness.topology, { state });
  expect(read).toEqual([
    "shoppers-",
    "affinity-",
    "gathered",
    "trends-",
    "gathered",
    "trends-all",
    "gathered",
  ]);
});
