/** A table of text: every column as wide as its widest cell, labels to the left and figures to the right. */
import { expect, it } from "vitest";
import { textTable } from "../../../scripts/terminal/text-table.ts";

const ROWS = [
  ["name", "of", "count"],
  ["a", "long", "1"],
  ["bcdef", "x", "1,234"],
];

it("textTable() aligns labels to the left and figures to the right", () => {
  expect(textTable(ROWS, { labels: 2 })).toBe("name   of    count\na      long      1\nbcdef  x     1,234");
  expect(textTable(ROWS)).toBe("name     of  count\na      long      1\nbcdef     x  1,234");
});

it("textTable() begins each line as it is told, and ends none with blanks", () => {
  expect(textTable([["name", "of"], ["a", ""], ["b"]], { indent: "  " })).toBe("  name  of\n  a\n  b");
  expect(textTable([])).toBe("");
});
