/** The shop as a server reads it: from a topology's state in memory, whose calls are counted, on a clock that the test turns. */
import { beforeAll, describe, expect, it } from "vitest";
import { recommendationsFor } from "../../../../lib/pipelines/commerce/queries.ts";
import {
  computeAnswer,
  LEARNED_AGE_MAX_MS,
  type RecommendRequest,
  ShopReads,
  type StateReader,
} from "../../../../lib/pipelines/commerce/serving/index.ts";
import { commerceTopology } from "../../../../lib/pipelines/commerce/topology.ts";
import { Harness, record } from "../../../support/harness.ts";
import { behaviourWith } from "../events.ts";

const START_MS = Date.parse("2026-03-01T12:00:00Z");
const USERS = Array.from({ length: 32 }, (_, at) => `u${at}`);

const harness = new Harness(commerceTopology());
beforeAll(async () => {
  const views = USERS.flatMap((user, at) =>
    [at, at + 1, at + 5].map((product) =>
      behaviourWith({
        user_id: user,
        product_id: `p${product}`,
        category_id: `c${product % 4}`,
        user_session: user,
      }),
    ),
  );
  await harness.processIn(
    20,
    views.map((view, at) => record(at + 1, view)),
  );
});

function world() {
  const clock = { nowMs: START_MS };
  const calls: string[] = [];
  const state: StateReader = {
    listProgress() {
      calls.push("listProgress");
      return harness.state.listProgress();
    },
    readPages(keys) {
      calls.push(`readPages of ${keys.some(({ name }) => name.startsWith("affinity")) ? "learned" : "own"}`);
      return harness.state.readPages(keys);
    },
  };
  const shop = new ShopReads(harness.topology, state, () => clock.nowMs);
  const answer = (userId: string, ageMaxMs = 5_000) => {
    const request: RecommendRequest = { userId, count: 10, landingCategoryId: "c1", ageMaxMs };
    return computeAnswer(request, shop.open(ageMaxMs), clock.nowMs);
  };
  return { clock, calls, answer };
}

describe("ShopReads", () => {
  it("leads to what the query of recommendations says", async () => {
    const { answer } = world();
    for (const userId of [...USERS.slice(0, 6), "stranger"]) {
      const request = { userId, count: 10, landingCategoryId: "c1", nowMs: START_MS };
      const expected = await recommendationsFor(harness.topology, harness, request);
      const { items, source } = await answer(userId);
      expect(source).toBe(expected.source);
      expect(items.map(({ product_id }) => product_id)).toEqual(
        expected.items.map(({ productId }) => productId),
      );
    }
  });

  it("reads for 32 who ask at the same time as often as for one", async () => {
    const one = world();
    await one.answer("u0");
    const all = world();
    await Promise.all(USERS.map((user) => all.answer(user)));
    expect(one.calls).toEqual(["listProgress", "readPages of own", "readPages of learned"]);
    expect(all.calls).toEqual(one.calls);
  });

  it("keeps what is learned for all who ask, and reads what a user did as fresh as it is wanted", async () => {
    const { calls, clock, answer } = world();
    await answer("u0");
    calls.length = 0;
    clock.nowMs += 4_000;
    expect((await answer("u0")).asOfMs).toBe(START_MS);
    expect(calls).toEqual([]);
    expect((await answer("u0", 0)).asOfMs).toBe(START_MS + 4_000);
    expect(calls.filter((call) => call.startsWith("readPages"))).toEqual(["readPages of own"]);
    calls.length = 0;
    clock.nowMs = START_MS + LEARNED_AGE_MAX_MS;
    await answer("u0");
    expect(calls).toContain("readPages of learned");
  });
});
