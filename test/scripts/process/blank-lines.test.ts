import { describe, expect, it } from "vitest";
import { isBlank } from "../../../scripts/process/read-lines.ts";

describe("isBlank", () => {
  it.each(["", " ", "\t", "\r", " \t\v\f \r"])("says that %j is blank", (text) => {
    expect(isBlank({ number: 1, text, bytes: null })).toBe(true);
  });

  it.each(["{}", " {}", "\u0000", " \u0000", "\u00a0", " \u00a0", "\ufeff", " \ufeff", "\u2028", " \u2028"])(
    "leaves %j to be read, and refused by name",
    (text) => {
      expect(isBlank({ number: 1, text, bytes: null })).toBe(false);
    },
  );

  it("leaves what is no text to be refused", () => {
    expect(isBlank({ number: 1, text: null, bytes: Buffer.from([0xff]) })).toBe(false);
  });
});
