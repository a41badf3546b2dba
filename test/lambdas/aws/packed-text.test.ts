import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packedText, unpackedText } from "../../../lambdas/aws/items/packed-text.ts";

describe("packedText()", () => {
  it("comes back as it was, whatever is in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(2_000), (text, times) => {
        const json = JSON.stringify([text.toWellFormed(), "é".repeat(times)]);
        expect(unpackedText(packedText(json))).toBe(json);
      }),
    );
  });

  it("leaves short texts readable and makes long ones much shorter", () => {
    expect(packedText('[{"id":"a"}]')).toBe('[{"id":"a"}]');
    const rows = JSON.stringify(
      Array.from({ length: 500 }, (_, i) => ({ id: `enc-${i}`, level: "medium", score: 0.25 })),
    );
    expect(packedText(rows).length).toBeLessThan(rows.length / 3);
  });

  it("refuses what says that it is packed and is not", () => {
    expect(() => unpackedText("zstd-1:AAAA")).toThrow();
  });
});
