/** The shop's pipeline: its views, with the names and fields that readers expect. */
import { describe, expect, it } from "vitest";
import { liveRowsOf, minutes, readWindowed, type TimeRange } from "../../../lib/engine/index.ts";
import { commerceTopology } from "../../../lib/pipelines/commerce/topology.ts";
import { Harness, record } from "../../support/harness.ts";
import { behaviourAt, START_MS } from "./events.ts";

const MINUTE = minutes(1);
const ALWAYS = { fromMs: START_MS - 1e8, toMs: START_MS + 1e8 } as TimeRange;

async function processed(events: readonly object[]): Promise<Harness> {
  const harness = new Harness(commerceTopology());
  await harness.process(events.map((event, i) => record(i + 1, event)));
  return harness;
}

async function windowRows(harness: Harness, operator: string) {
  const stores = { state: harness.state, views: harness.views };
  return (await readWindowed(harness.topology, operator, stores, ALWAYS)).map(({ row }) => row);
}

async function sessionRows(harness: Harness) {
  const shards = await harness.state.listProgress();
  const pages = await Promise.all(shards.map(({ shardId }) => harness.state.keyedPages(shardId)));
  return [...liveRowsOf(harness.topology, "userSessions", pages.flat())];
}

const impression = {
  event_type: "impression",
  event_time: "2026-01-01T00:00:00Z",
  user_id: 1,
  product_id: 1,
  variant: "a",
};
const forget = { event_type: "forget", event_time: "2026-01-01T00:00:00Z", user_id: 1 };

describe("the commerce pipeline", () => {
  it("counts what is popular in ten minutes by product", async () => {
    const harness = await processed([
      behaviourAt(0),
      behaviourAt(1, { event_type: "click" }),
      behaviourAt(2, { event_type: "cart" }),
      behaviourAt(10 * MINUTE - 1, { event_type: "purchase" }),
      behaviourAt(10 * MINUTE),
      impression,
      forget,
    ]);
    const bounds = { window_start: "2026-01-01T00:00:00.000Z", window_end: "2026-01-01T00:10:00.000Z" };
    expect(await windowRows(harness, "itemPopularity")).toEqual([
      { product_id: "1004856", ...bounds, events: 4, views: 1, carts: 1, purchases: 1 },
      {
        product_id: "1004856",
        window_start: "2026-01-01T00:10:00.000Z",
        window_end: "2026-01-01T00:20:00.000Z",
        events: 1,
        views: 1,
        carts: 0,
        purchases: 0,
      },
    ]);
  });

  it("follows categories over the last hour, every ten minutes, of the events that have one", async () => {
    const harness = await processed([
      behaviourAt(0, { event_type: "purchase", price: 10.5 }),
      behaviourAt(1, { event_type: "purchase", price: 2, category_code: "toys" }),
      behaviourAt(2, { category_code: null }),
      behaviourAt(3, { category_code: "" }),
      behaviourAt(4, { category_code: "toys" }),
    ]);
    const rows = await windowRows(harness, "categoryTrends");
    expect(rows).toHaveLength(12);
    expect(
      rows.filter(({ category_code }) => category_code === "toys").map((row) => row.window_start),
    ).toEqual([50, 40, 30, 20, 10, 0].map((before) => new Date(START_MS - before * MINUTE).toISOString()));
    expect(rows).toContainEqual({
      category_code: "toys",
      window_start: "2026-01-01T00:00:00.000Z",
      window_end: "2026-01-01T01:00:00.000Z",
      events: 2,
      purchases: 1,
      revenue: 2,
    });
  });

  it("gathers each user's sessions, half an hour apart", async () => {
    const harness = await processed([
      behaviourAt(0),
      behaviourAt(30 * MINUTE, { event_type: "cart" }),
      behaviourAt(30 * MINUTE, { user_id: "__proto__" }),
      behaviourAt(40 * MINUTE, { event_type: "purchase", price: 99.5 }),
    ]);
    expect(await sessionRows(harness)).toEqual(
      expect.arrayContaining([
        {
          user_id: "520088904",
          session_start: "2026-01-01T00:00:00.000Z",
          session_end: "2026-01-01T01:10:00.000Z",
          events: 3,
          views: 1,
          carts: 1,
          purchases: 1,
          revenue: 99.5,
        },
        expect.objectContaining({ user_id: "__proto__", events: 1, revenue: 0 }),
      ]),
    );
  });

  it("sends an event the late way when its ten minutes are over, and keeps it where its hour and session are not", async () => {
    const harness = await processed([
      behaviourAt(0),
      behaviourAt(21 * MINUTE),
      behaviourAt(5 * MINUTE, { product_id: 2 }),
    ]);
    expect(harness.expired.map(({ operators }) => operators)).toEqual([["itemPopularity"]]);
    expect((await windowRows(harness, "itemPopularity")).map(({ product_id }) => product_id)).not.toContain(
      "2",
    );
    expect((await sessionRows(harness)).map(({ events }) => events)).toEqual([3]);
  });
});
