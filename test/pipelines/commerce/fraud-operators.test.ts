/** The fraud job inside of the pipeline: what is raised, when, how often, and what is left of who is forgotten. */
import { describe, expect, it } from "vitest";
import { channelsOf, type TimeRange, withUpstreams } from "../../../lib/engine/index.ts";
import { EMPTY_USER_BOOK } from "../../../lib/pipelines/commerce/fraud/index.ts";
import { fraudAlertsDuring, fraudAlertsOf } from "../../../lib/pipelines/commerce/fraud-queries.ts";
import { commerceTopology } from "../../../lib/pipelines/commerce/topology.ts";
import { Harness, record, SHARD } from "../../support/harness.ts";
import { behaviourAt, START_MS } from "./events.ts";

const ALWAYS = { fromMs: START_MS - 1e8, toMs: START_MS + 1e8 } as TimeRange;

/** Views, so that the item's price is known, by users of whom each looks once. */
const known = (product_id: number, price: number) =>
  Array.from({ length: 8 }, (_, i) =>
    behaviourAt(i, {
      product_id,
      price,
      user_id: `looker-${product_id}-${i}`,
      user_session: `s-${product_id}-${i}`,
    }),
  );
const tampered = (atMs: number, changes = {}) => [
  behaviourAt(atMs, { product_id: 7, price: 100, ...changes }),
  behaviourAt(atMs + 900, { product_id: 7, price: 9, event_type: "cart", ...changes }),
  behaviourAt(atMs + 3_000, { product_id: 7, price: 9, event_type: "purchase", ...changes }),
];

async function processed(events: readonly object[], batchSize = 0): Promise<Harness> {
  const harness = new Harness(commerceTopology());
  await harness.processIn(
    batchSize,
    events.map((event, i) => record(i + 1, event)),
  );
  return harness;
}

const alertsOf = (harness: Harness) => fraudAlertsDuring(harness.topology, harness, ALWAYS);

/** What the operator keeps under each key. */
async function statesOf({ state, topology }: Harness, operator: string): Promise<unknown[]> {
  const pages = await state.keyedPages(SHARD);
  return pages.flatMap(({ sections }) => {
    const encoded = topology.operators[operator]?.encode(sections.get(operator)?.state ?? new Map());
    return JSON.parse(encoded ?? "[]").map(([, kept]: [string, unknown]) => kept);
  });
}

describe("fraud alerts", () => {
  it("are announced to people, and come of what is known of prices and of users before the event", () => {
    const { operators } = commerceTopology();
    expect([...channelsOf(operators, "alerts").keys()]).toEqual(["fraudAlerts"]);
    expect(withUpstreams(operators, "fraudAlerts")).toEqual(["fraudAlerts", "knownPrices", "watchedUsers"]);
  });

  it("are raised in the batch of their event, by prices that other users have seen", async () => {
    const harness = await processed([...known(7, 100), ...tampered(100)]);
    const emissions = (await harness.state.keyedPages(SHARD)).flatMap(({ emissions }) => emissions);
    const alerts = await alertsOf(harness);
    expect(alerts).toMatchObject([
      {
        rule: "price_tampering",
        user_id: "520088904",
        subject_kind: "user",
        severity: "critical",
        timestamp: "2026-01-01T00:00:01.000Z",
        window_start: "2026-01-01T00:00:00.000Z",
        window_end: "2026-01-01T00:10:00.000Z",
      },
    ]);
    expect(emissions).toEqual([{ operator: "fraudAlerts", id: alerts[0]?.id, row: alerts[0] }]);
  });

  it("are the same however batches are cut, each once", async () => {
    const events = [
      ...known(7, 100),
      ...tampered(100),
      ...tampered(5_000),
      ...tampered(700_000),
      behaviourAt(700_001, { product_id: 99, event_type: "purchase", user_id: "other" }),
    ];
    const whole = await alertsOf(await processed(events));
    expect(
      whole.map(({ rule, user_id, window_start }) => [rule, user_id, window_start.slice(11, 16)]),
    ).toEqual([
      ["price_tampering", "520088904", "00:00"],
      ["purchase_without_intent", "other", "00:10"],
      ["price_tampering", "520088904", "00:10"],
    ]);
    for (const size of [1, 2, 5]) expect(await alertsOf(await processed(events, size))).toEqual(whole);
  });

  it("are read by range and by user", async () => {
    const harness = await processed([
      ...known(7, 100),
      ...tampered(100),
      ...tampered(700_000, { user_id: 5 }),
    ]);
    const atMs = START_MS + 1_000;
    const during = (fromMs: number, toMs: number) =>
      fraudAlertsDuring(harness.topology, harness, { fromMs, toMs } as TimeRange);
    expect(await during(atMs, atMs + 1)).toHaveLength(1);
    expect(await during(atMs + 1, START_MS + 700_900)).toEqual([]);
    const ofUser = await fraudAlertsOf(harness.topology, harness, "5", ALWAYS);
    expect(ofUser.map(({ user_id }) => user_id)).toEqual(["5"]);
  });

  it("are not raised by what is shown, and not by who looked first", async () => {
    const impression = {
      event_type: "impression",
      event_time: "2026-01-01T00:00:00Z",
      user_id: 1,
      variant: "a",
    };
    const shown = Array.from({ length: 200 }, (_, i) => ({
      ...impression,
      product_id: i,
      event_id: `i-${i}`,
    }));
    const bought = behaviourAt(9_000, { event_type: "purchase" });
    expect(await alertsOf(await processed([...shown, behaviourAt(0), bought]))).toEqual([]);
  });
});

describe("who asks to be forgotten", () => {
  const forget = { event_type: "forget", event_time: "2026-01-01T00:00:10Z", user_id: 520088904 };

  it("leaves nothing among the watched users, and begins as new", async () => {
    const harness = await processed([behaviourAt(0), forget]);
    expect(await statesOf(harness, "watchedUsers")).toEqual([EMPTY_USER_BOOK]);
    const again = behaviourAt(20_000, { event_type: "purchase" });
    expect(
      (await alertsOf(await processed([behaviourAt(0), forget, again]))).map(({ rule }) => rule),
    ).toEqual(["purchase_without_intent"]);
  });
});
