import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCall } from "../../../../lib/pipelines/commerce/serving/index.ts";

function faultOf(value: unknown): string | undefined {
  const call = readCall(value);
  return call.kind === "one" && "fault" in call.request ? call.request.fault : undefined;
}

describe("readCall()", () => {
  it("reads a user's request, with what is usual for what is not said", () => {
    expect(readCall({ user_id: 17 })).toEqual({
      kind: "one",
      request: { userId: "17", count: 10, landingCategoryId: null, ageMaxMs: 30_000 },
    });
  });

  it("reads a session's request, with all that can be said", () => {
    const asked = { session: "s-4", n: 50, landing_category: 9, max_age_s: 0.5 };
    expect(readCall(asked)).toEqual({
      kind: "one",
      request: { userId: "s-4", count: 50, landingCategoryId: "9", ageMaxMs: 500 },
    });
  });

  it.each<[unknown, string]>([
    [{}, "user_id: expected it or session, got neither"],
    [{ user_id: "a", session: "b" }, "user_id: expected none beside session"],
    [{ user_id: "" }, "user_id: expected a text or a whole number, got a string"],
    [{ user_id: null }, "user_id: expected a number or a string, got null"],
    [{ user_id: "x".repeat(257) }, "user_id: expected a text or a whole number, got a string"],
    [{ session: 1.5 }, "session: expected a text or a whole number, got a number"],
    [{ user_id: 1, n: 0 }, "n: expected a whole number from 1 to 50, got a number"],
    [{ user_id: 1, n: 51 }, "n: expected a whole number from 1 to 50, got a number"],
    [{ user_id: 1, n: 1.5 }, "n: expected a whole number from 1 to 50, got a number"],
    [{ user_id: 1, n: "10" }, "n: expected a whole number from 1 to 50, got a string"],
    [{ user_id: 1, max_age_s: 31 }, "max_age_s: expected a number from 0 to 30, got a number"],
    [{ user_id: 1, max_age_s: -1 }, "max_age_s: expected a number from 0 to 30, got a number"],
    [{ user_id: 1, landing_category: [] }, "landing_category: expected a number or a string, got an array"],
    [null, "request: expected an object, got null"],
    ["17", "request: expected an object, got a string"],
    [{ requests: {} }, "requests: expected a list of requests"],
    [{ requests: [] }, "requests: expected 1 to 32 of them, got 0"],
    [
      { requests: Array.from({ length: 33 }, () => ({ user_id: 1 })) },
      "requests: expected 1 to 32 of them, got 33",
    ],
  ])("says of %j what is wrong", (value, fault) => {
    expect(faultOf(value)).toBe(fault);
  });

  it("reads several requests, each for itself", () => {
    const call = readCall({ requests: [{ user_id: 1 }, { n: 3 }, 7] });
    expect(call).toMatchObject({
      kind: "several",
      requests: [
        { userId: "1" },
        { fault: "user_id: expected it or session, got neither" },
        { fault: "request: expected an object, got a number" },
      ],
    });
  });

  it("has an answer to anything that JSON can say, and never quotes it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const secret = { user_id: { secret: "s3cret" }, n: "s3cret", other: value };
        expect(faultOf(secret)).not.toContain("s3cret");
        readCall(value);
      }),
    );
  });
});
