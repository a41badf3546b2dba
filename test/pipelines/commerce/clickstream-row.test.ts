/** Rows of a clickstream table as events: what the schema accepts of them, and what it refuses. */
import { expect, test } from "vitest";
import { CLICKSTREAM_COLUMNS, eventOfRow } from "../../../lib/pipelines/commerce/clickstream-row.ts";
import { CommerceEvent } from "../../../lib/pipelines/commerce/commerce-event.ts";

const ROW = {
  event_time: "2019-10-01 00:00:01 UTC",
  event_type: "view",
  product_id: "17200506",
  category_id: "2053013559792632471",
  category_code: "furniture.living_room.sofa",
  brand: "",
  price: "543.10",
  user_id: "519107250",
  user_session: "566511c2-e2e3-422b-b695-cf8e6e792ca8",
};

test("eventOfRow() makes a row an event that the schema accepts", () => {
  expect(Object.keys(ROW)).toEqual(CLICKSTREAM_COLUMNS);
  const event = eventOfRow(ROW);
  expect(event).toEqual({ ...ROW, brand: null, price: 543.1 });
  expect(CommerceEvent["~standard"].validate(event)).toEqual({ value: event });
});

test.each([
  ["abc", "abc", "price: expected a number, got a string"],
  ["", "", "price: expected a number, got a string"],
  [" ", " ", "price: expected a number, got a string"],
  ["1e999", "1e999", "price: expected a number, got a string"],
  [undefined, undefined, "price: expected a number, got nothing"],
])("eventOfRow() leaves the price %j to the schema to refuse", (cell, price, sentence) => {
  const { price: _, ...rest } = ROW;
  const event = eventOfRow(cell === undefined ? rest : { ...ROW, price: cell }) as { price?: unknown };
  expect(event.price).toBe(price);
  const { issues = [] } = CommerceEvent["~standard"].validate(event) as {
    issues?: readonly { path?: readonly unknown[]; message: string }[];
  };
  expect(issues.map(({ path, message }) => `${path?.join(".")}: ${message}`)).toEqual([sentence]);
});

test("eventOfRow() keeps columns beyond the schema's", () => {
  expect(eventOfRow({ ...ROW, event_id: "e1" })).toMatchObject({ event_id: "e1" });
});
