/** Click-through by variant: each impression once, in its own ten minutes, with at most one click. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { END_OF_TIME, minutes } from "../../../lib/engine/index.ts";
import { commerceTopology } from "../../../lib/pipelines/commerce/topology.ts";
import { Harness, record } from "../../support/harness.ts";
import { behaviourAt, START_MS } from "./events.ts";

const WITHIN_MS = minutes(30);
const WINDOW_MS = minutes(10);
const iso = (afterMs: number) => new Date(START_MS + afterMs).toISOString();

const shown = (afterMs: number, user: string, products: readonly number[], variant = "a") => ({
  event_type: "impression",
  event_time: iso(afterMs),
  user_id: user,
  variant,
  ...(products.length === 1 ? { product_id: products[0] } : { product_ids: products }),
});
const clicked = (afterMs: number, user: string, product: number, type = "click") =>
  behaviourAt(afterMs, { user_id: user, product_id: product, event_type: type });
const forget = (afterMs: number, user: string) => ({
  event_type: "forget",
  event_time: iso(afterMs),
  user_id: user,
});

async function rowsOf(events: readonly unknown[], size = 0) {
  const harness = new Harness(commerceTopology());
  await harness.processIn(
    size,
    events.map((event, i) => record(i + 1, event)),
  );
  await harness.process([
    { ...record(1_000_000, ""), content: { kind: "heartbeat", watermarkMs: END_OF_TIME } },
  ]);
  await harness.close();
  expect(await harness.latest("impressionOutcomes")).toEqual({});
  const rows = harness.views.rows().filter(({ operator }) => operator === "ctr");
  return rows
    .map(({ row }) => row)
    .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

const row = (variant: string, window: number, impressions: number, clicks: number) => ({
  variant,
  window_start: iso(window * WINDOW_MS),
  window_end: iso((window + 1) * WINDOW_MS),
  impressions,
  clicks,
  ctr: clicks / impressions,
});

describe("ctr", () => {
  it("counts an impression in its own window, and one click up to half an hour behind it", async () => {
    const events = [
      shown(0, "me", [1]),
      shown(WINDOW_MS - 1, "me", [2, 3]),
      shown(WINDOW_MS, "me", [4]),
      shown(WINDOW_MS, "you", [1], "b"),
      clicked(WINDOW_MS + 1, "me", 3),
      clicked(WINDOW_MS + 2, "me", 2, "view"),
      clicked(WINDOW_MS + 3, "me", 9),
      clicked(WITHIN_MS, "me", 1),
      clicked(WINDOW_MS + WITHIN_MS + 1, "me", 4),
    ];
    expect(await rowsOf(events)).toEqual([row("a", 0, 2, 2), row("a", 1, 1, 0), row("b", 1, 1, 0)]);
  });

  it("takes a click that overtakes its impression, none from before it, and no cart for one", async () => {
    const events = [
      clicked(2_000, "me", 1),
      shown(1_000, "me", [1]),
      clicked(3_000, "me", 2),
      shown(4_000, "me", [2]),
      shown(4_001, "me", [5]),
      clicked(5_000, "me", 5, "cart"),
    ];
    expect(await rowsOf(events)).toEqual([row("a", 0, 3, 1)]);
  });

  it("counts nothing of somebody who is forgotten before the half hour is over", async () => {
    const events = [shown(0, "me", [1]), shown(0, "you", [1]), clicked(1, "me", 1), forget(2, "me")];
    expect(await rowsOf(events)).toEqual([row("a", 0, 1, 0)]);
  });

  it("says what counting by hand would say, whatever the batches", async () => {
    const event = fc.record({
      gapMs: fc.integer({ min: 0, max: minutes(20) }),
      user: fc.constantFrom("me", "you"),
      product: fc.integer({ min: 1, max: 3 }),
      isShown: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 20 }),
        fc.integer({ min: 0, max: 3 }),
        async (steps, size) => {
          let afterMs = 0;
          const all = steps.map((step) => ({ ...step, afterMs: (afterMs += step.gapMs) }));
          const counts = new Map<number, { impressions: number; clicks: number }>();
          for (const [i, { user, product, isShown, afterMs: shownMs }] of all.entries()) {
            if (!isShown) continue;
            // Of equal times the click may stand in front of the impression: it is at the interval's begin.
            const isClicked = all.some((other, j) => {
              const apartMs = other.afterMs - shownMs;
              const isPartner = !other.isShown && other.user === user && other.product === product;
              return isPartner && j !== i && apartMs >= 0 && apartMs <= WITHIN_MS;
            });
            const window = Math.floor(shownMs / WINDOW_MS);
            const { impressions, clicks } = counts.get(window) ?? { impressions: 0, clicks: 0 };
            counts.set(window, { impressions: impressions + 1, clicks: clicks + (isClicked ? 1 : 0) });
          }
          const events = all.map(({ afterMs: at, user, product, isShown }, i) =>
            isShown
              ? { ...shown(at, user, [product]), event_id: `s${i}` }
              : { ...clicked(at, user, product), event_id: `c${i}` },
          );
          const expected = [...counts].map(([window, { impressions, clicks }]) =>
            row("a", window, impressions, clicks),
          );
          const sorted = expected.sort((one, other) =>
            JSON.stringify(one) < JSON.stringify(other) ? -1 : 1,
          );
          expect(await rowsOf(events, size)).toEqual(sorted);
        },
      ),
      { numRuns: 60 },
    );
  });
});
