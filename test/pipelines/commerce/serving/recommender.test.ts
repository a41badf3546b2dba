/** The levels of the recommender: a clock that the test turns, the table of answers and the shop in memory. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyShop, contextOf as contextIn, foldInteraction } from "../recommend/shop-state.ts";
import { Recommender, type RecommendRequest } from "../../../../lib/pipelines/commerce/serving/index.ts";
import { MemoryAnswers } from "../../../support/memory-answers.ts";

const START_MS = Date.UTC(2026, 0, 1);

function world() {
  const shop = emptyShop();
  const table = new MemoryAnswers();
  const clock = { nowMs: START_MS };
  const failures: unknown[] = [];
  let readings = 0;
  let open: PromiseWithResolvers<void> | undefined;
  /** Another container, with the same table. */
  const container = () =>
    new Recommender({
      openShop: () => {
        const asOfMs = clock.nowMs;
        readings += 1;
        return {
          contextOf: async ({ userId, landingCategoryId }, nowMs) => {
            await open?.promise;
            return contextIn(shop, userId, nowMs, landingCategoryId);
          },
          asOfMs: () => asOfMs,
        };
      },
      answers: table,
      keep: (answer) => void table.put([answer]).catch(() => {}),
      onCacheFailure: (error) => failures.push(error),
      nowMs: () => clock.nowMs,
    });
  const view = (userId: string, productId: string) =>
    foldInteraction(shop, userId, {
      kind: "view",
      atMs: clock.nowMs,
      productId,
      categoryId: "c",
      brand: null,
      price: 1,
      basketId: userId,
    });
  return {
    table,
    clock,
    failures,
    container,
    view,
    readings: () => readings,
    hold: () => {
      open = Promise.withResolvers<void>();
      return open;
    },
  };
}

const asking = (userId: string, more: Partial<RecommendRequest> = {}): RecommendRequest => ({
  userId,
  count: 10,
  landingCategoryId: null,
  ageMaxMs: 30_000,
  ...more,
});

describe("Recommender", () => {
  it("computes an answer once, then has it in the process, and another container in the table", async () => {
    const { container, view, readings } = world();
    view("a", "p");
    view("b", "q");
    const [one, other] = [container(), container()];
    const computed = await one.answer(asking("a"));
    expect(computed).toMatchObject({
      level: "computed",
      answer: { items: [{ product_id: "q" }], source: "history", asOfMs: START_MS },
    });
    expect(await one.answer(asking("a"))).toEqual({ ...computed, level: "process" });
    expect(await other.answer(asking("a"))).toEqual({ ...computed, level: "table" });
    expect(await other.answer(asking("a"))).toEqual({ ...computed, level: "process" });
    expect(readings()).toBe(1);
  });

  it("tells requests apart by user, count and category of landing", async () => {
    const { container, view } = world();
    for (const product of ["p", "q", "r"]) view("b", product);
    const one = container();
    const levels = [];
    for (const request of [
      asking("a"),
      asking("A"),
      asking("a", { count: 2 }),
      asking("a", { landingCategoryId: "c" }),
      asking("a", { landingCategoryId: "" }),
    ]) {
      levels.push((await one.answer(request)).level);
    }
    expect(levels).toEqual(["computed", "computed", "computed", "computed", "computed"]);
    expect((await one.answer(asking("a", { count: 2 }))).answer.items).toHaveLength(2);
  });

  it("gives out nothing that is as old as the bound, in the process or in the table", async () => {
    const { container, clock } = world();
    const [one, other] = [container(), container()];
    await one.answer(asking("a"));
    clock.nowMs += 22_499;
    expect((await one.answer(asking("a"))).level).toBe("process");
    clock.nowMs += 7_501;
    expect((await other.answer(asking("a"))).level).toBe("computed");
    expect((await one.answer(asking("a"))).level).toBe("table");
  });

  it("lets answers of one moment grow old one after another, in all containers alike", async () => {
    const { container, clock, readings } = world();
    const [one, other] = [container(), container()];
    const requests = Array.from({ length: 300 }, (_, i) => asking(`user ${i}`));
    const askAll = async (by: typeof one) => Promise.all(requests.map((request) => by.answer(request)));
    await askAll(one);
    clock.nowMs += 23_000;
    const computed: number[] = [];
    for (let second = 0; second < 8; second++) {
      const before = readings();
      const found = await askAll(one);
      computed.push(readings() - before);
      expect((await askAll(other)).map(({ answer }) => answer)).toEqual(found.map(({ answer }) => answer));
      clock.nowMs += 1_000;
    }
    expect(Math.max(...computed)).toBeLessThan(70);
    expect(computed.reduce((total, many) => total + many)).toBe(300);
  });

  it("gives a fresher answer to who asks for one, and keeps it for the others", async () => {
    const { container, clock, table, readings } = world();
    const one = container();
    await one.answer(asking("a"));
    clock.nowMs += 2_000;
    expect((await one.answer(asking("a", { ageMaxMs: 2_700 }))).level).toBe("process");
    const fresh = await one.answer(asking("a", { ageMaxMs: 2_000 }));
    expect(fresh).toMatchObject({ level: "computed", answer: { asOfMs: START_MS + 2_000 } });
    expect((await one.answer(asking("a"))).answer).toBe(fresh.answer);
    const looks = table.reads.length;
    expect((await one.answer(asking("a", { ageMaxMs: 0 }))).level).toBe("computed");
    expect(table.reads.length).toBe(looks);
    expect(readings()).toBe(3);
  });

  it("computes what is asked for several times at once a single time", async () => {
    const { container, view, hold, readings } = world();
    view("b", "q");
    const one = container();
    const open = hold();
    const asked = Array.from({ length: 20 }, () => one.answer(asking("a")));
    asked.push(one.answer(asking("a", { ageMaxMs: 1_000 })));
    open.resolve();
    const found = await Promise.all(asked);
    expect(found.map(({ level }) => level)).toEqual(["computed", ...Array(19).fill("process"), "computed"]);
    expect(new Set(found.slice(0, 20).map(({ answer }) => answer)).size).toBe(1);
    expect(readings()).toBe(2);
  });

  it("gives no one what set out to be read longer before they asked than they admit", async () => {
    const { container, clock, hold, readings } = world();
    const one = container();
    const open = hold();
    const first = one.answer(asking("a", { ageMaxMs: 0 }));
    while (readings() === 0) await Promise.resolve();
    clock.nowMs += 1;
    const [second, third] = [0, 0].map((ageMaxMs) => one.answer(asking("a", { ageMaxMs })));
    open.resolve();
    expect((await first).answer.asOfMs).toBe(START_MS);
    expect((await second)?.answer.asOfMs).toBe(START_MS + 1);
    expect((await third)?.answer).toBe((await second)?.answer);
    expect(readings()).toBe(2);
  });

  it("looks into the table once for all that is asked for at the same time", async () => {
    const { container, table } = world();
    const one = container();
    await Promise.all(Array.from({ length: 32 }, (_, i) => one.answer(asking(`user ${i}`))));
    expect(table.reads.map((keys) => keys.length)).toEqual([32]);
  });

  it("does without the table when that fails, and says so once for all who look into it together", async () => {
    const { container, table, failures } = world();
    table.failure = new Error("no table today");
    const one = container();
    const asked = ["a", "b", "c"].map((user) => one.answer(asking(user)));
    expect((await Promise.all(asked)).map(({ level }) => level)).toEqual([
      "computed",
      "computed",
      "computed",
    ]);
    expect(failures).toEqual([table.failure]);
  });

  it("fails all who wait for an answer whose state cannot be read, and tries again for the next", async () => {
    const { container, hold } = world();
    const one = container();
    const open = hold();
    const asked = [one.answer(asking("a")), one.answer(asking("a"))];
    open.reject(new Error("no state"));
    await expect(Promise.allSettled(asked)).resolves.toMatchObject([
      { status: "rejected", reason: { message: "no state" } },
      { status: "rejected", reason: { message: "no state" } },
    ]);
    hold().resolve();
    expect((await one.answer(asking("a"))).level).toBe("computed");
  });

  it("holds every request to its age, whoever asked before", async () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 20_000 }),
      container: fc.nat({ max: 2 }),
      user: fc.constantFrom("a", "b"),
      ageMaxMs: fc.constantFrom(0, 1, 5_000, 29_999, 30_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { container, clock } = world();
        const containers = [container(), container(), container()];

        for (const { waitMs, container: at, user, ageMaxMs } of steps) {
          clock.nowMs += waitMs;
          const found = await containers[at]?.answer(asking(user, { ageMaxMs }));

          expect(clock.nowMs - (found?.answer.asOfMs ?? 0)).toBeLessThanOrEqual(ageMaxMs);
        }
      }),
    );
  });
});
