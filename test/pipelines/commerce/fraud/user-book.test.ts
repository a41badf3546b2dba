/** Whom a book of users remembers, whom it lets go, and what it then does not claim. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../../../lib/engine/index.ts";
import {
  EMPTY_USER_BOOK,
  type FraudAlert,
  forgetInBook,
  judgePrices,
  NONE_RAISED,
  observeInBook,
  type UserBook,
  userWatch,
} from "../../../../lib/pipelines/commerce/fraud/index.ts";
import { detectorOf, type Kept, type Said, said } from "./events.ts";

const watch = userWatch();
const detector = detectorOf();
const MINUTE = 60_000;

function observed(events: readonly Said[], usersMax: number, from: UserBook = EMPTY_USER_BOOK) {
  let book = from;
  let raised = NONE_RAISED;
  const alerts: FraudAlert[] = [];
  events.forEach(({ event, eventTimeMs, ...levels }, i) => {
    const step = observeInBook(book, event, { eventTimeMs, identity: `event-${i}` }, { watch, usersMax });
    book = step.book;
    if (step.suspicion === undefined) return;
    const judged = judgePrices(raised, step.suspicion, levels);
    raised = judged.raised;
    alerts.push(...judged.alerts);
  });
  return { book, alerts, rules: alerts.map(({ row }) => `${row.rule} ${row.subject}`) };
}

/** The same events with a state of its own for each user, and none let go. */
function alone(events: readonly Said[]): FraudAlert[] {
  const states = new Map<string, Kept>();
  return events.flatMap(({ event, ...context }, i) => {
    const user = String(event.user_id);
    const before = states.get(user) ?? detector.initial;
    const { state, alerts } = detector.observe(before, event, { ...context, identity: `event-${i}` });
    states.set(user, state);
    return alerts;
  });
}

const look = (atMs: number, user_id: number | string, product_id = 1) =>
  said(atMs, { user_id, user_session: `of ${user_id}`, product_id });
const buy = (atMs: number, user_id: number | string, product_id = 1) =>
  said(atMs, { user_id, user_session: `of ${user_id}`, product_id, event_type: "purchase" });

describe("a book of users", () => {
  it("judges each by their own past, as if there were no others", () => {
    const someEvent = fc
      .record({
        afterMs: fc.constantFrom(0, 10, 500, 20 * MINUTE),
        user: fc.constantFrom(1, "1", 2, "__proto__", "constructor"),
        item: fc.integer({ min: 1, max: 3 }),
        isPurchase: fc.boolean(),
      })
      .map(({ afterMs, user, item, isPurchase }) => ({
        afterMs,
        event: (isPurchase ? buy : look)(0, user, item),
      }));
    fc.assert(
      fc.property(fc.array(someEvent, { minLength: 1, maxLength: 80 }), (steps) => {
        let timeMs = said(0).eventTimeMs;
        const events = steps.map(({ afterMs, event }) => ({ ...event, eventTimeMs: (timeMs += afterMs) }));
        expect(observed(events, 10).alerts).toEqual(alone(events));
      }),
    );
  });

  it("lets go of whoever was active the longest ago, when there is one too many", () => {
    const { rules } = observed([look(0, 1), look(1, 2), look(2, 1), look(3, 3), buy(4, 1)], 2);
    expect(rules).toEqual([]);
    const { book } = observed([look(0, 1), look(1, 2), look(2, 3)], 2);
    expect([book.names.length, book.states.length]).toEqual([2, 2]);
  });

  it("claims no purchase without intent of a user whose looks it may have let go", () => {
    const day = 24 * 60 * MINUTE;
    const full = [look(0, 1), look(1, 2), look(2, 3)];
    expect(observed([...full, buy(3, 1)], 2).rules).toEqual([]);
    expect(observed([...full, buy(3, 9)], 2).rules).toEqual([]);
    expect(observed([...full, buy(3, 3, 7)], 2).rules).toEqual(["purchase_without_intent 3"]);
    expect(observed([...full, buy(day, 9)], 2).rules).toEqual(["purchase_without_intent 9"]);
    expect(observed([...full, buy(day - 1, 9)], 2).rules).toEqual([]);
  });

  it("keeps no acts of those at rest, who are judged as before when they come back", () => {
    const busy = Array.from({ length: 20 }, (_, i) => look(i * 1_300 + (i % 2) * 400, 1, i));
    const { book } = observed([...busy, look(20 * MINUTE, 2)], 5);
    expect(book.states.map(({ acts }) => acts.length)).toEqual([0, 1]);
    expect(book.states[0]?.intents).toHaveLength(20);
    const events = [...busy, look(20 * MINUTE, 2), look(21 * MINUTE, 1), buy(21 * MINUTE + 1, 1, 77)];
    expect(observed(events, 5).alerts).toEqual(alone(events));
  });

  it("forgets a user, with all that was theirs and not even a name left", () => {
    const { book } = observed([look(0, "ada"), look(1, "bob")], 5);
    expect(forgetInBook(observed([look(1, "bob")], 5).book, "bob")).toEqual(EMPTY_USER_BOOK);
    expect(forgetInBook(book, "ada")).toEqual(observed([look(1, "bob")], 5).book);
    expect(forgetInBook(book, "eve")).toBe(book);
  });

  it("is plain JSON", () => {
    const { book } = observed(
      [look(0, 1), look(20 * MINUTE, 2), buy(20 * MINUTE, 3), look(21 * MINUTE, 4)],
      3,
    );
    expect(JSON.parse(JSON.stringify(book)) as Json).toEqual(book);
  });
});
