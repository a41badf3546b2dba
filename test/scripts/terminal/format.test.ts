/**
 * Figures as people read them.
 */
import { expect, test } from "vitest";
import { formatCount } from "../../../scripts/terminal/format-count.ts";
import { formatDuration } from "../../../scripts/terminal/format-duration.ts";

test.each([
  [0, "0"],
  [12_345, "12,345"],
  [1234.56, "1,235"],
  [17.345, "17.3"],
  [0.02834, "0.0283"],
  [-5000, "-5,000"],
  [undefined, "-"],
  [Number.NaN, "-"],
])("formatCount(%s) is %s", (value, text) => {
  expect(formatCount(value)).toBe(text);
});

test.each([
  [0.84, "0.8 ms"],
  [9.94, "9.9 ms"],
  [9.96, "10 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [59_940, "59.9 s"],
  [59_960, "1 min 00 s"],
  [125_000, "2 min 05 s"],
  [3_599_400, "59 min 59 s"],
  [3_599_600, "1 h 00 min"],
  [4_020_000, "1 h 07 min"],
  [undefined, "-"],
])("formatDuration(%s) is %s", (value, text) => {
  expect(formatDuration(value)).toBe(text);
});
