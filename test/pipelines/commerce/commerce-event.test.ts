import { describe, expect, it } from "vitest";
import { decode } from "../../../lib/engine/index.ts";
import {
  CommerceEvent,
  eventTimeOf,
  impressedProducts,
} from "../../../lib/pipelines/commerce/commerce-event.ts";
import { commerceSource, userKey } from "../../../lib/pipelines/commerce/commerce-source.ts";
import { behaviourWith } from "./events.ts";

const source = commerceSource();

function errorOf(value: unknown): string | undefined {
  return decode(source, JSON.stringify(value), null).rejection?.error;
}

function without(field: string): object {
  return Object.fromEntries(Object.entries(behaviourWith()).filter(([name]) => name !== field));
}

describe("CommerceEvent", () => {
  it.each(["view", "click", "cart", "remove_from_cart", "purchase"])("takes a %s", (event_type) => {
    expect(errorOf(behaviourWith({ event_type }))).toBeUndefined();
  });

  it.each([
    ["no category code", without("category_code")],
    ["a category code that is null", behaviourWith({ category_code: null })],
    ["no brand", without("brand")],
    ["no id of its own", without("event_id")],
    [
      "identifiers that are texts",
      behaviourWith({ product_id: "p", user_id: "u", category_id: "c", user_session: "s" }),
    ],
    [
      "an identifier that every object has",
      behaviourWith({ user_id: "__proto__", product_id: "constructor" }),
    ],
    ["a field that nobody knows", behaviourWith({ page: 4 })],
    ["a price of nothing", behaviourWith({ price: 0 })],
  ])("takes an event with %s", (_, event) => {
    expect(errorOf(event)).toBeUndefined();
  });

  it("takes an impression and a forget, which have fields of their own", () => {
    const common = { event_time: "2026-01-01T00:00:00Z", user_id: 7 };
    expect(errorOf({ ...common, event_type: "impression", product_id: 1, variant: "b" })).toBeUndefined();
    expect(errorOf({ ...common, event_type: "impression", product_id: 1 })).toBe(
      "variant: expected a string, got nothing",
    );
    expect(errorOf({ ...common, event_type: "forget" })).toBeUndefined();
  });

  it("takes an impression of all products of an answer", () => {
    const answer = { event_time: "2026-01-01T00:00:00Z", user_id: 7, event_type: "impression", variant: "b" };
    const impressed = (ids: readonly unknown[]) => errorOf({ ...answer, product_ids: ids });
    expect(impressed([1, "p"])).toBeUndefined();
    expect(impressed(Array.from({ length: 50 }, (_, i) => i))).toBeUndefined();
    expect(impressed(Array.from({ length: 51 }, (_, i) => i))).toBe(
      "product_ids: expected a list of 1 to 50 products, got an array",
    );
    expect(impressed([])).toBe("product_ids: expected a list of 1 to 50 products, got an array");
    expect(impressed([1, ""])).toBe("product_ids.1: expected a text or a whole number, got a string");
  });

  it("knows a product by its number and by the number's text", () => {
    const common = { event_time: "2026-01-01T00:00:00Z", user_id: 7, event_type: "impression" } as const;
    expect(impressedProducts({ ...common, product_id: 1, variant: "b" })).toEqual(["1"]);
    expect(impressedProducts({ ...common, product_ids: [1, "p"], variant: "b" })).toEqual(["1", "p"]);
  });

  it.each([
    [behaviourWith({ price: "130.76" }), "price: expected a number, got a string"],
    [behaviourWith({ price: null }), "price: expected a number, got null"],
    [without("user_id"), "user_id: expected a number or a string, got nothing"],
    [behaviourWith({ user_id: 1.5 }), "user_id: expected a text or a whole number, got a number"],
    [behaviourWith({ product_id: "" }), "product_id: expected a text or a whole number, got a string"],
    [
      behaviourWith({ event_time: "2026-02-30T00:00:00Z" }),
      "event_time: expected an ISO 8601 date and time, got a string",
    ],
    [behaviourWith({ event_time: 1 }), "event_time: expected an ISO 8601 date and time, got a number"],
    [
      behaviourWith({ event_type: "buy" }),
      'event_type: expected "cart", "click", "forget", "impression", "purchase", "remove_from_cart" or "view", got a string',
    ],
  ])("refuses what cannot be, by field, expectation and type (%#)", (event, error) => {
    expect(errorOf(event)).toBe(error);
  });

  it.each([null, 7, "view", []])("refuses %j, which is no event", (value) => {
    expect(decode(source, JSON.stringify(value), null).rejection?.reason).toBe("schema_violation");
  });

  it("refuses a price beyond all bounds, which JSON can say", () => {
    const text = JSON.stringify(behaviourWith()).replace("130.76", "1e400");
    expect(decode(source, text, null).rejection?.error).toBe(
      "price: expected a number, got a number beyond all bounds",
    );
  });
});

describe("an event's time, key and identity", () => {
  it.each([
    ["2019-10-01 00:00:00 UTC", "2019-10-01T00:00:00.000Z"],
    ["2019-10-01T02:00:00.25+02:00", "2019-10-01T00:00:00.250Z"],
    ["2019-10-01T00:00", "2019-10-01T00:00:00.000Z"],
  ])("reads %s as UTC", (event_time, expected) => {
    expect(errorOf(behaviourWith({ event_time }))).toBeUndefined();
    expect(new Date(eventTimeOf(behaviourWith({ event_time }))).toISOString()).toBe(expected);
  });

  it("takes a number and its text for one user", () => {
    expect([userKey(behaviourWith({ user_id: 7 })), userKey(behaviourWith({ user_id: "7" }))]).toEqual([
      "7",
      "7",
    ]);
  });

  it("is the event's own id, or nothing where it has none", () => {
    expect(source.id?.(behaviourWith({ event_id: 12 }))).toBe("12");
    expect(source.id?.(without("event_id") as CommerceEvent)).toBeUndefined();
  });
});
