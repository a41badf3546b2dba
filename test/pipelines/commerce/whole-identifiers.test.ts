import { describe, expect, it } from "vitest";
import { decode } from "../../../lib/engine/index.ts";
import { impressedProducts, type Impression } from "../../../lib/pipelines/commerce/commerce-event.ts";
import { commerceSource, userKey } from "../../../lib/pipelines/commerce/commerce-source.ts";
import { parseIdentifiersWhole } from "../../../lib/pipelines/commerce/whole-identifiers.ts";
import { behaviourWith } from "./events.ts";

const source = commerceSource();

/** An event whose user is written as the digits say. */
function textWithUser(digits: string): string {
  return JSON.stringify(behaviourWith({ user_id: "USER" })).replace('"USER"', digits);
}

function userOf(digits: string): string | undefined {
  const decoded = decode(source, textWithUser(digits), null);
  return decoded.rejection === undefined ? userKey(decoded.event) : decoded.rejection.error;
}

describe("identifiers that are whole numbers", () => {
  it.each([
    "0",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "-9007199254740993",
    "18446744073709551615",
  ])("are taken digit by digit: %s", (digits) => {
    expect(userOf(digits)).toBe(digits);
  });

  it("are one user with their text, also beyond 53 bits", () => {
    expect(userOf('"9007199254740993"')).toBe(userOf("9007199254740993"));
  });

  it("are read so among an answer's products, too", () => {
    const text =
      '{"event_type":"impression","product_ids":[1,9007199254740993,"9007199254740995"],"variant":"a"}';
    expect(impressedProducts(parseIdentifiersWhole(text) as Impression)).toEqual([
      "1",
      "9007199254740993",
      "9007199254740995",
    ]);
  });

  it("leave prices the numbers that they are", () => {
    const text = textWithUser("9007199254740993").replace("130.76", "12345678901234567890");
    expect(parseIdentifiersWhole(text)).toMatchObject({
      user_id: "9007199254740993",
      price: 12345678901234567890,
    });
    expect(decode(source, text, null).rejection).toBeUndefined();
  });

  it("are refused when they are none, or beyond all bounds", () => {
    const expected = "user_id: expected a text or a whole number";
    expect(userOf("1.5")).toBe(`${expected}, got a number`);
    expect(userOf("1e400")).toBe(`${expected}, got a number beyond all bounds`);
  });

  it.each(["", "{", "{} x", "\u0000"])("does not hide that %j is no JSON", (text) => {
    expect(decode(source, text, null).rejection?.reason).toBe("malformed_json");
  });

  it.each(["null", "7", "[9007199254740993]"])("leaves %s as it is, which is no event", (text) => {
    expect(parseIdentifiersWhole(text)).toEqual(JSON.parse(text));
  });
});
