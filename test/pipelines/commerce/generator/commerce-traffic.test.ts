/** The shop's traffic keeps its word: what it expects of each record is what a pipeline does with it. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  latest,
  millis,
  seconds,
  stats,
  topology,
  tumbling,
  windowed,
} from "../../../../lib/engine/index.ts";
import { CommerceEvent } from "../../../../lib/pipelines/commerce/commerce-event.ts";
import {
  COMMERCE_BOUNDS,
  commerceSource,
  userKey,
} from "../../../../lib/pipelines/commerce/commerce-source.ts";
import {
  CommerceTraffic,
  type CommerceTrafficOptions,
  DisorderedClicks,
} from "../../../../lib/pipelines/commerce/generator/index.ts";
import { seededRandom } from "../../../../lib/pipelines/traffic/index.ts";
import { Harness, record } from "../../../support/harness.ts";
import { expectKeptWord, type Sent, tally, textOf } from "../../../support/kept-word.ts";
import { START } from "./generated.ts";

/** Ten minutes by type of event and the latest event of a user, from the shop's source. */
const shop = topology<CommerceEvent>({
  name: "shop",
  source: commerceSource(),
  guarantee: "exactly-once",
  slo: { processingLatency: { p95: millis(75) } },
  operators: {
    funnel: windowed({
      window: tumbling(COMMERCE_BOUNDS.windowSizeMs),
      allowedLateness: COMMERCE_BOUNDS.allowedLatenessMs,
      key: ({ event_type }: CommerceEvent) => event_type,
      aggregate: { paid: stats((event: CommerceEvent) => ("price" in event ? event.price : 0)) },
      row: (event_type, _window, { paid }) => ({ event_type, ...paid }),
    }),
    users: latest({
      key: userKey,
      page: () => "users",
      stored: ({ event_type }: CommerceEvent) => [event_type],
      row: (user_id, _time, [event_type]) => ({ user_id, event_type: event_type ?? "" }),
    }),
  },
});

type Options = Omit<CommerceTrafficOptions, "random"> & {
  readonly count: number;
  readonly stepMs: number;
  readonly fromMs?: number;
};

const SHOP = { users: 500, items: 300, fraudShare: 0.02, seed: 5 };

function traffic({ count, stepMs, fromMs = START, ...options }: Options): Sent[] {
  const source = new CommerceTraffic({ ...options, random: seededRandom(~options.seed) });
  return Array.from({ length: count }, (_, i) => {
    const slotMs = fromMs + i * stepMs;
    return { record: source.next(slotMs), slotMs };
  });
}

test("CommerceTraffic without chaos sends records on time only, under their users' keys", () => {
  const sent = traffic({ ...SHOP, chaos: 0, count: 2000, stepMs: 13 });
  expect(tally(sent.map(({ record }) => record.kind))).toEqual({ on_time: 2000 });
  for (const { record, slotMs } of sent) {
    const { user_id, event_time, event_type } = JSON.parse(textOf(record));
    expect([record.partitionKey, record.type]).toEqual([user_id, event_type]);
    expect(Date.parse(event_time)).toBe(slotMs);
  }
});

test("CommerceTraffic sends each kind in its share", () => {
  const sent = traffic({ ...SHOP, chaos: 0.5, count: 20_000, stepMs: 13 });
  const share = (kind: string) => sent.filter(({ record }) => record.kind === kind).length / 20_000;
  expect(share("out_of_order")).toBeCloseTo(0.175, 1);
  expect(share("expired")).toBeCloseTo(0.05, 2);
  expect(share("duplicate")).toBeCloseTo(0.075, 2);
  expect(share("future")).toBeCloseTo(0.025, 2);
  expect(share("malformed")).toBeCloseTo(0.1, 2);
});

test("CommerceTraffic sends malformed prices among what the schema refuses, and nothing else of its own", () => {
  const sent = traffic({ ...SHOP, chaos: 0.5, count: 20_000, stepMs: 5 });
  let textPrices = 0;
  for (const { record } of sent) {
    if (record.reason === "malformed_json" || record.reason === "malformed_utf8") continue;
    const event: unknown = JSON.parse(textOf(record));
    const isRefused = "issues" in CommerceEvent["~standard"].validate(event);
    expect(isRefused).toBe(record.reason === "schema_violation");
    if (typeof (event as { price?: unknown }).price === "string") textPrices += 1;
  }
  expect(textPrices).toBeGreaterThan(50);
});

test("CommerceTraffic is known to the pipeline for what it is: a busy minute that ten minutes end in", async () => {
  const fromMs = START + COMMERCE_BOUNDS.windowSizeMs - 20_000;
  const sent = traffic({ ...SHOP, chaos: 0.3, seed: 1, count: 6000, stepMs: 10, fromMs });
  expect(sent.filter(({ record }) => record.kind === "late").length).toBeGreaterThan(50);
  await expectKeptWord(shop, sent);
});

test("CommerceTraffic keeps its word at any seed, share, population and rate", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        chaos: fc.double({ min: 0, max: 1, noNaN: true }),
        seed: fc.integer({ min: 0, max: 0xffff_ffff }),
        users: fc.integer({ min: 1, max: 400 }),
        items: fc.integer({ min: 1, max: 400 }),
        fraudShare: fc.double({ min: 0, max: 1, noNaN: true }),
        count: fc.constant(800),
        stepMs: fc.integer({ min: 1, max: 10_000 }),
      }),
      async (options) => expectKeptWord(shop, traffic(options)),
    ),
    { numRuns: 25 },
  );
});

test("CommerceTraffic never sends anything of a user who asked to be forgotten but what was sent already", () => {
  const sent = traffic({ ...SHOP, seed: 6, chaos: 0.3, users: 2000, count: 100_000, stepMs: 50 });
  const forgotten = new Set<string>();
  let comebacks = 0;
  for (const { record } of sent) {
    if (record.kind !== "duplicate" && forgotten.has(record.partitionKey)) comebacks += 1;
    if (record.type === "forget") forgotten.add(record.partitionKey);
  }
  expect(comebacks).toBe(0);
  expect(forgotten.size).toBeGreaterThan(1);
});

test("CommerceTraffic is the same byte for byte from the same seed, and another from another", () => {
  const bytes = (seed: number) =>
    traffic({ ...SHOP, chaos: 0.2, seed, count: 1000, stepMs: 7 }).map(({ record }) =>
      Buffer.from(record.data).toString("base64"),
    );
  expect(bytes(1)).toEqual(bytes(1));
  expect(bytes(1)).not.toEqual(bytes(2));
});

test("DisorderedClicks are refused by the pipeline exactly where they say so", async () => {
  const file = new DisorderedClicks({
    ...SHOP,
    events: 5000,
    startMs: START,
    eventsPerSecond: 1,
    disorderMs: seconds(5),
    lateShare: 0.05,
    random: seededRandom(9),
  });
  const clicks = [...file];
  const harness = new Harness(shop);
  const { counts } = await harness.process(clicks.map(({ text }, n) => record(n + 1, text)));
  const expired = clicks.filter(({ isExpired }) => isExpired).length;
  expect(expired / 5000).toBeCloseTo(0.05, 2);
  expect(counts).toMatchObject({ applied: 5000 - expired, expiredLate: expired, deadLettered: 0 });
  expect(file.episodes().length).toBeGreaterThan(0);
});

test("DisorderedClicks are out of order by the disorder at most", () => {
  const clicks = new DisorderedClicks({
    ...SHOP,
    events: 5000,
    startMs: START,
    eventsPerSecond: 100,
    disorderMs: 3000,
    lateShare: 0,
    random: seededRandom(10),
  });
  let latestMs = 0;
  let worstMs = 0;
  for (const { text } of clicks) {
    const timeMs = Date.parse(JSON.parse(text).event_time);
    expect(timeMs).toBeGreaterThanOrEqual(START);
    worstMs = Math.max(worstMs, latestMs - timeMs);
    latestMs = Math.max(latestMs, timeMs);
  }
  expect(worstMs).toBeGreaterThan(2000);
  expect(worstMs).toBeLessThanOrEqual(3000);
});
