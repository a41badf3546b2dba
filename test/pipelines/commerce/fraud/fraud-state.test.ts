import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../../lib/engine/index.ts";
import {
  FRAUD_THRESHOLDS,
  type FraudEvent,
  RAISED_MAX,
} from "../../../../lib/pipelines/commerce/fraud/index.ts";
import { type Detector, detectorOf, levelAt, observeAll, type Said, said } from "./events.ts";

const types = ["view", "click", "cart", "purchase", "remove_from_cart"] as const;
const name = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "", "x".repeat(500)),
  fc.integer(),
  fc.string(),
);
const someEvent = fc.record({
  event_type: fc.constantFrom(...types),
  product_id: name,
  category_id: name,
  price: fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constantFrom(0, -1, 1e308)),
  user_id: fc.constant("__proto__"),
  user_session: fc.constantFrom("__proto__", "s"),
});
const someTime = fc.oneof(
  fc.integer({ min: 0, max: 900_000 }),
  fc.constantFrom(-8.64e15, 8.64e15, -1, 0, 1e12),
);
const someSaid: fc.Arbitrary<Said> = fc
  .tuple(someEvent, someTime, fc.boolean())
  .map(([event, eventTimeMs, isKnown]) => ({
    event: event as FraudEvent,
    eventTimeMs,
    item: isKnown ? levelAt(10) : null,
    category: isKnown ? levelAt(10) : null,
  }));

/** Busy, and each event with names of its own. */
const flood = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    said(i * 211, {
      event_type: i % 2 === 0 ? "view" : "purchase",
      product_id: i,
      category_id: i,
      user_session: i,
      price: 1.5 ** (i % 40),
    }),
  );

describe("what is kept of a user", () => {
  it("is bounded, however busy the user", () => {
    const { state } = observeAll(flood(3_000));
    expect(state.user.acts).toHaveLength(2 * FRAUD_THRESHOLDS.velocity.user.events);
    expect(state.user.intents).toHaveLength(64);
    expect(state.user.raised.length).toBeLessThanOrEqual(RAISED_MAX);
    expect(state.raised.length).toBeLessThanOrEqual(RAISED_MAX);
    expect(JSON.stringify(state).length).toBeLessThan(13_000);
  });

  it("is plain JSON: stored and read after every event, it judges the same", () => {
    const { observe, ...detector } = detectorOf();
    const stored: Detector = {
      ...detector,
      observe: (state, event, context) => observe(JSON.parse(JSON.stringify(state)), event, context),
    };
    fc.assert(
      fc.property(fc.array(someSaid, { maxLength: 40 }), (events) => {
        const { state, alerts } = observeAll(events);
        expect(JSON.parse(JSON.stringify(state)) as Json).toEqual(state);
        expect(observeAll(events, stored)).toEqual({ state, alerts, rules: expect.anything() });
      }),
    );
  });

  it("is not changed by observing", () => {
    const { state } = observeAll(flood(100));
    const before = JSON.stringify(state);
    observeAll([...flood(100), said(99_999, { event_type: "purchase" })]);
    expect(JSON.stringify(state)).toBe(before);
  });

  it("has no name in it, only hashes", () => {
    const secret = "a-name-to-search-for";
    const named = { product_id: secret, category_id: secret, user_session: secret, user_id: secret };
    expect(
      JSON.stringify(observeAll([said(0, named), said(1, { ...named, event_type: "purchase" })]).state),
    ).not.toContain(secret);
  });
});

describe("alerts", () => {
  it("come once for a subject, rule and window, and again in the next window", () => {
    const bought = (atMs: number, item: number) => said(atMs, { event_type: "purchase", product_id: item });
    const { alerts } = observeAll([bought(0, 1), bought(599_999, 2), bought(600_000, 3)]);
    expect(alerts.map(({ row }) => [row.window_start, row.window_end])).toEqual([
      ["2026-01-05T12:00:00.000Z", "2026-01-05T12:10:00.000Z"],
      ["2026-01-05T12:10:00.000Z", "2026-01-05T12:20:00.000Z"],
    ]);
  });

  it("have an id that does not depend on what came before", () => {
    const bought = said(0, { event_type: "purchase" });
    const [alone] = observeAll([bought]).alerts;
    const [after] = observeAll([said(-9e8), said(-8e8, { product_id: 9 }), bought]).alerts;
    expect(after?.id).toBe(alone?.id);
  });

  it("have never one id twice among what is remembered, and scores in (0, 1)", () => {
    fc.assert(
      fc.property(fc.array(someSaid, { maxLength: 12 }), (events) => {
        const { alerts } = observeAll(events);
        if (alerts.length <= RAISED_MAX) expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length);
        for (const { row } of alerts) {
          expect(row.score).toBeGreaterThan(0);
          expect(row.score).toBeLessThan(1);
          expect(row.reasons[0]?.rule).toBe(row.rule);
        }
      }),
    );
  });

  it("say whom, why and how much, with all that speaks against the event", () => {
    const event = { event_type: "purchase", product_id: 7, price: 10, user_id: 5 } as const;
    const { alerts } = observeAll([said(1_000, event, { item: levelAt(100) })]);
    expect(alerts.map(({ row }) => row)).toEqual([
      {
        id: alerts[0]?.id,
        rule: "price_tampering",
        subject_kind: "user",
        subject: "5",
        user_id: "5",
        severity: "critical",
        score: 0.9993,
        reasons: [
          {
            rule: "price_tampering",
            subject_kind: "user",
            value: 10,
            threshold: 1.8,
            text: "a price 10 times below the item's median, from 1.8 on suspicious",
          },
          {
            rule: "purchase_without_intent",
            subject_kind: "user",
            value: 0,
            threshold: 1,
            text: "a purchase of an item without a view, click or cart in 24 h",
          },
        ],
        window_start: "2026-01-05T12:00:00.000Z",
        window_end: "2026-01-05T12:10:00.000Z",
        timestamp: "2026-01-05T12:00:01.000Z",
        event_id: "event-0",
      },
      expect.objectContaining({ rule: "purchase_without_intent", score: 0.9993 }),
    ]);
  });

  it("tell a user from a session of the same name", () => {
    const both = Array.from({ length: 100 }, (_, i) =>
      said(i * 500 + (i % 2) * 200, { user_id: 5, user_session: "5" }),
    );
    const { alerts } = observeAll(both);
    expect(alerts.map(({ row }) => `${row.rule} ${row.subject_kind} ${row.subject}`)).toEqual([
      "velocity_events session 5",
      "velocity_events user 5",
    ]);
    expect(alerts[0]?.id).not.toBe(alerts[1]?.id);
  });
});
