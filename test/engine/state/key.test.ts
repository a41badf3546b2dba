import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fingerprint, partsOf, sequenceNumber, unpadded, writeKey } from "../../../lib/engine/index.ts";

describe("writeKey()", () => {
  it("keeps parts apart that contain the separator, and gives them back", () => {
    expect(writeKey(["a/b", "c"])).not.toBe(writeKey(["a", "b/c"]));
    const part = fc.string({ maxLength: 40 });
    fc.assert(
      fc.property(part, part, (one, other) => {
        expect(partsOf(writeKey([one, other]))).toEqual([one, other]);
      }),
    );
  });

  it("takes 256 characters and refuses 257, without naming them", () => {
    expect(writeKey("k".repeat(256))).toHaveLength(256);
    expect(() => writeKey("k".repeat(257))).toThrow(
      "Cannot use a key of 257 characters: expected at most 256",
    );
  });
});

describe("sequenceNumber()", () => {
  it("orders as numbers what JavaScript cannot hold as numbers", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 56n }),
        fc.bigInt({ min: 0n, max: 10n ** 56n }),
        (one, other) => {
          const [left, right] = [sequenceNumber(String(one)), sequenceNumber(String(other))];
          expect(left < right).toBe(one < other);
          expect(unpadded(left)).toBe(String(one));
        },
      ),
    );
  });

  it.each(["", "-1", "1.5", "1e3", "x", "1".repeat(65)])("refuses %j", (text) => {
    expect(() => sequenceNumber(text)).toThrow("Cannot read a sequence number");
  });
});

describe("fingerprint()", () => {
  it("is the same for ever, and different for a hundred thousand texts", () => {
    expect(fingerprint("tidewater")).toBe(fingerprint("tidewater"));
    expect(fingerprint("")).toHaveLength(22);
    const all = new Set(Array.from({ length: 100_000 }, (_, i) => fingerprint(`reading-${i}`)));
    expect(all.size).toBe(100_000);
  });
});
