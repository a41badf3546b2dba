import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FRAUD_THRESHOLDS, thresholdsWith } from "../../../../lib/pipelines/commerce/fraud/index.ts";
import { detectorOf, type Fields, levelAt, NOON_MS, observeAll, type Said, said } from "./events.ts";

const { velocity, tampering, amount, timing } = FRAUD_THRESHOLDS;

/** Irregular: gaps of 500 and 1500 ms in turn. */
const burst = (count: number, fields: (i: number) => Fields = () => ({})) =>
  Array.from({ length: count }, (_, i) => said(i * 1_000 + (i % 2) * 500, fields(i)));
const buying = (atMs: number, fields = {}, levels = {}) => [
  said(atMs, { event_type: "cart", ...fields }),
  said(atMs + 1, { event_type: "purchase", ...fields }, levels),
];

describe("velocity", () => {
  it("is suspicious from the session's limit of events on, not before", () => {
    expect(observeAll(burst(velocity.session.events - 1)).rules).toEqual([]);
    expect(observeAll(burst(velocity.session.events)).rules).toEqual(["velocity_events session"]);
  });

  it("does not count what is a whole window old", () => {
    const [first, ...others] = burst(velocity.session.events);
    const before = {
      ...(first as Said),
      eventTimeMs: (others.at(-1) as Said).eventTimeMs - velocity.session.windowMs,
    };
    expect(observeAll([before, ...others]).rules).toEqual([]);
    const within = { ...before, eventTimeMs: before.eventTimeMs + 1 };
    expect(observeAll([within, ...others]).rules).toEqual(["velocity_events session"]);
  });

  it("is found when the event that completes a window comes out of order", () => {
    const [first, ...others] = burst(velocity.session.events);
    expect(observeAll([...others, first as Said]).rules).toEqual(["velocity_events session"]);
  });

  it("counts different items and categories", () => {
    const items = burst(velocity.session.items, (i) => ({ product_id: i }));
    expect(observeAll(items).rules).toEqual(["velocity_items session"]);
    const categories = burst(velocity.session.categories, (i) => ({ category_id: i }));
    expect(observeAll(categories).rules).toEqual(["velocity_categories session"]);
  });

  it("counts purchases", () => {
    const orders = Array.from({ length: velocity.session.purchases }, (_, i) => buying(i * i * 300));
    expect(observeAll(orders.flat()).rules).toEqual(["velocity_purchases session"]);
    expect(observeAll(orders.slice(1).flat()).rules).toEqual([]);
  });

  it("of a user is counted over sessions, under names that a prototype has too", () => {
    const sessions = ["__proto__", "constructor", "toString", 4, 5, 6, 7, 8, 9, 10];
    const paced = Array.from({ length: velocity.user.events }, (_, i) =>
      said(i * 7_000, { user_session: sessions[i % sessions.length] as string }),
    );
    expect(observeAll(paced).rules).toEqual(["velocity_events user"]);
  });

  it("raises what counting all windows of all events would, in whatever order they come, but for what was raised before", () => {
    const windowMs = 10_000;
    const session = { windowMs, events: 3, purchases: 3, items: 3, categories: 3 };
    const detector = detectorOf({ ...FRAUD_THRESHOLDS, velocity: { ...velocity, session } });
    const times = fc.array(fc.integer({ min: -60_000, max: 60_000 }), { maxLength: 20 });
    fc.assert(
      fc.property(times, (atMs) => {
        const windowOf = (at: number) => NOON_MS + Math.floor(at / windowMs) * windowMs;
        const count = (isCounted: (other: number, end: number) => boolean) =>
          new Set(
            atMs
              .filter((end) => atMs.filter((other) => isCounted(other, end)).length >= session.events)
              .map(windowOf),
          );
        const broken = count((other, end) => other > end - windowMs && other <= end);
        const anew = count((other, end) => windowOf(other) === windowOf(end) && other <= end);
        const { alerts } = observeAll(
          atMs.map((at) => said(at)),
          detector,
        );
        const raised = alerts
          .filter(({ row }) => row.rule === "velocity_events" && row.subject_kind === "session")
          .map(({ row }) => Date.parse(row.window_start));
        expect(new Set(raised).size).toBe(raised.length);
        for (const window of raised) expect(broken).toContain(window);
        for (const window of anew) expect(raised).toContain(window);
        for (const window of broken)
          expect(raised.some((at) => at === window || at === window - windowMs)).toBe(true);
      }),
    );
  });

  it("is raised again in the next window for what was done there alone", () => {
    const across = (before: number, after: number) => {
      const events = Array.from({ length: before + after }, (_, i) =>
        said((i - before) * 400 + (i % 2) * 100, { product_id: i % 3 }),
      );
      return observeAll(events).alerts.map(({ row }) => row.window_start);
    };
    const { events } = velocity.session;
    const [before, after] = ["2026-01-05T11:59:00.000Z", "2026-01-05T12:00:00.000Z"];
    expect(across(events, events - 1)).toEqual([before]);
    expect(across(events, events)).toEqual([before, after]);
    expect(across(events - 1, 1)).toEqual([after]);
  });
});

describe("regular timing", () => {
  const metronome = (count: number, everyMs: number) =>
    Array.from({ length: count }, (_, i) => said(i * everyMs));

  it("needs its number of gaps", () => {
    expect(observeAll(metronome(timing.gaps, 10_000)).rules).toEqual([]);
    expect(observeAll(metronome(timing.gaps + 1, 10_000)).rules).toEqual(["regular_timing session"]);
  });

  it("is not seen in gaps that the clock's resolution rounds", () => {
    expect(observeAll(metronome(15, 3_000)).rules).toEqual([]);
    expect(observeAll(metronome(15, 3_001)).rules).toEqual(["regular_timing session"]);
    expect(observeAll(metronome(15, 0)).rules).toEqual([]);
  });

  it("is judged against the coefficient of variation of all gaps", () => {
    // Gaps of mean * (1 - c) and mean * (1 + c) in turn vary by c.
    const varying = (variation: number) => {
      let atMs = 0;
      return Array.from({ length: timing.gaps + 1 }, (_, i) => {
        const gapMs = 10_001 + (i % 2 === 0 ? 1 : -1) * 10_000 * variation;
        return said(Math.round((atMs += gapMs)));
      });
    };
    expect(observeAll(varying(0.19)).rules).toEqual([]);
    expect(observeAll(varying(0.17)).rules).toEqual(["regular_timing session"]);
  });

  it("is a score also where only a metronome is suspicious", () => {
    const detector = detectorOf(thresholdsWith({ timing: { variation: 0 } }));
    const { alerts } = observeAll(metronome(timing.gaps + 1, 10_000), detector);
    expect(alerts.map(({ row }) => [row.severity, row.score])).toEqual(
      observeAll(metronome(timing.gaps + 1, 10_000)).alerts.map(({ row }) => [row.severity, row.score]),
    );
    expect(alerts).toHaveLength(1);
  });
});

describe("price tampering", () => {
  const at = (
    price: number,
    type: "view" | "cart" | "purchase" = "cart",
    count: number = tampering.itemPrices,
  ) => observeAll([said(0, { event_type: type, price }, { item: levelAt(90, count) })]).rules;

  it("is a cart far from the item's median, up or down", () => {
    expect(at(51)).toEqual([]);
    expect(at(49)).toEqual(["price_tampering user"]);
    expect(at(161)).toEqual([]);
    expect(at(163)).toEqual(["price_tampering user"]);
    expect(at(0)).toEqual(["price_tampering user"]);
  });

  it("needs enough prices, and a cart or purchase", () => {
    expect(at(1, "cart", tampering.itemPrices - 1)).toEqual([]);
    expect(at(1, "view")).toEqual([]);
  });

  it("is not seen where the item's price has always varied", () => {
    const varied = { ...levelAt(90), spreadLog: 0.5 };
    expect(observeAll([said(0, { event_type: "cart", price: 30 }, { item: varied })]).rules).toEqual([]);
  });
});

describe("an amount", () => {
  const category = levelAt(20);
  // The deviation counts as at least ln(1.8): four of them are a factor of 10.5, one and a quarter of 2.1.
  it("of a user without a past is judged by the category", () => {
    expect(observeAll(buying(0, { price: 209 }, { category })).rules).toEqual([]);
    expect(observeAll(buying(0, { price: 211 }, { category })).rules).toEqual(["amount_outlier user"]);
    expect(
      observeAll(buying(0, { price: 211 }, { category: levelAt(20, amount.categoryPrices - 1) })).rules,
    ).toEqual([]);
  });

  it("of a user with a past is far from one of both and unusual for the other", () => {
    const past = (price: number) =>
      Array.from({ length: amount.userPurchases }, (_, i) => buying(i * 900_000, { price })).flat();
    const next = (price: number, usual: number) => buying(9_000_000, { price }, { category: levelAt(usual) });
    const outlier = ["amount_outlier user"];
    expect(observeAll([...past(20), ...next(211, 20)]).rules).toEqual(outlier);
    expect(observeAll([...past(20), ...next(211, 102)]).rules).toEqual([]);
    expect(observeAll([...past(20), ...next(211, 100)]).rules).toEqual(outlier);
    expect(observeAll([...past(98), ...next(211, 20)]).rules).toEqual(outlier);
    expect(observeAll([...past(104), ...next(211, 20)]).rules).toEqual([]);
    expect(observeAll([...past(21), ...next(209, 21)]).rules).toEqual([]);
  });
});

describe("a purchase without intent", () => {
  const buy = said(0, { event_type: "purchase", product_id: 7 });

  it("is one of an item that was not viewed, clicked or put into the cart", () => {
    expect(observeAll([buy]).rules).toEqual(["purchase_without_intent user"]);
    expect(observeAll([said(-1, { product_id: 8 }), buy]).rules).toEqual(["purchase_without_intent user"]);
    for (const event_type of ["view", "click", "cart"] as const) {
      expect(observeAll([said(-1, { event_type, product_id: "7" }), buy]).rules).toEqual([]);
    }
    expect(observeAll([said(-1, { event_type: "remove_from_cart", product_id: 7 }), buy]).rules).toEqual([
      "purchase_without_intent user",
    ]);
  });

  it("is one of an item viewed a day before, and not a millisecond less", () => {
    const day = FRAUD_THRESHOLDS.intent.memoryMs;
    expect(observeAll([said(-day, { product_id: 7 }), buy]).rules).toEqual(["purchase_without_intent user"]);
    expect(observeAll([said(1 - day, { product_id: 7 }), buy]).rules).toEqual([]);
  });

  it("is not claimed where intents were let go", () => {
    const viewed = Array.from({ length: 65 }, (_, i) => said(i * i * 20_000 - 1e8, { product_id: 100 + i }));
    expect(observeAll([...viewed.slice(0, 64), buy]).rules).toEqual(["purchase_without_intent user"]);
    expect(observeAll([...viewed, buy]).rules).toEqual(
      // The first view was let go, and it is older than a day.
      ["purchase_without_intent user"],
    );
    const recent = viewed.map((view, i) => ({ ...view, eventTimeMs: view.eventTimeMs + 1e8 - 8.5e7 - i }));
    expect(observeAll([...recent, buy]).rules).toEqual([]);
  });
});

describe("thresholds", () => {
  it("are configured", () => {
    const strict = detectorOf({
      ...FRAUD_THRESHOLDS,
      velocity: {
        ...velocity,
        session: { windowMs: 1_000, events: 2, purchases: 2, items: 2, categories: 2 },
      },
    });
    expect(observeAll([said(0), said(999)], strict).rules).toEqual(["velocity_events session"]);
    expect(observeAll([said(0), said(1_000)], strict).rules).toEqual([]);
  });

  it("that are none are refused by name", () => {
    const session = { ...velocity.session, purchases: 1000 };
    expect(() => detectorOf({ ...FRAUD_THRESHOLDS, velocity: { ...velocity, session } })).toThrow(
      "Cannot use threshold velocity.session.purchases: expected a whole number from 2 to 25",
    );
    expect(() => detectorOf({ ...FRAUD_THRESHOLDS, tampering: { ...tampering, factor: 1 } })).toThrow(
      "Cannot use threshold tampering.factor: expected a number above 1",
    );
    const weights = { ...FRAUD_THRESHOLDS.weights, regular_timing: NaN };
    expect(() => detectorOf({ ...FRAUD_THRESHOLDS, weights })).toThrow(
      "Cannot use threshold weights.regular_timing: expected a number between 0 and 1",
    );
  });

  it("of a deployment are those that it sets, and the product's own for all others", () => {
    expect(thresholdsWith(undefined)).toEqual(FRAUD_THRESHOLDS);
    const session = { ...velocity.session, events: 40 };
    expect(thresholdsWith({ velocity: { session: { events: 40 } }, alertWindowMs: 60_000 })).toEqual({
      ...FRAUD_THRESHOLDS,
      velocity: { ...velocity, session },
      alertWindowMs: 60_000,
    });
  });

  it.each([
    [
      '{ "velocity": { "sesion": { "events": 40 } } }',
      "velocity.sesion: there is none of that name; there are in velocity session, user",
    ],
    ['{ "__proto__": { "events": 40 } }', "__proto__: there is none of that name"],
    ['{ "velocity": { "session": { "events": "40" } } }', "velocity.session.events: expected a number"],
    ['{ "velocity": { "session": 40 } }', "velocity.session: expected an object of thresholds"],
    ["[]", "fraud: expected an object of thresholds"],
  ])("of a deployment are refused by name: %s", (changes, error) => {
    expect(() => thresholdsWith(JSON.parse(changes))).toThrow(`Cannot use threshold ${error}`);
  });
});
