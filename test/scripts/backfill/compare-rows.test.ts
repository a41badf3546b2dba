/** Shadow rows against live rows: what is added, changed, missing and equal, and what is shown of it. */
import { describe, expect, it } from "vitest";
import { eventTime, type ViewRow } from "../../../lib/engine/index.ts";
import { addTo, compareRows, differenceCount, emptySummary } from "../../../scripts/backfill/compare-rows.ts";

const row = (key: string, fields: ViewRow["row"], more: Partial<ViewRow> = {}): ViewRow => ({
  operator: "minuteSums",
  key,
  windowStartMs: eventTime(0),
  windowEndMs: eventTime(60_000),
  paneIndex: 0,
  version: 2,
  row: fields,
  ...more,
});

describe("compareRows()", () => {
  it("tells added, changed and missing rows by view, key and window start, and shows no values", () => {
    const shadow = [row("a", { sum: 1 }), row("b", { sum: 2 }), row("c", { sum: 3 })];
    const live = [row("b", { sum: 4 }), row("c", { sum: 3 }), row("d", { sum: 5 })];
    const view = "minute-sums";
    expect(compareRows(shadow, live)).toEqual({
      equal: 1,
      differences: [
        { kind: "added", view, key: "a", windowStartMs: 0 },
        { kind: "changed", view, key: "b", windowStartMs: 0 },
        { kind: "missing", view, key: "d", windowStartMs: 0 },
      ],
    });
  });

  it("calls rows equal whatever pane wrote them and in whatever order their fields stand", () => {
    const live = [row("a", { sum: 1, parts: [{ x: 1, y: 2 }] }, { version: 9, paneIndex: 3 })];
    const shadow = [row("a", { parts: [{ y: 2, x: 1 }], sum: 1 }, { version: 0 })];
    expect(compareRows(shadow, live)).toEqual({ equal: 1, differences: [] });
  });

  it("calls a row changed when its window has another end", () => {
    const { differences } = compareRows([row("a", {}, { windowEndMs: eventTime(30_000) })], [row("a", {})]);
    expect(differences.map(({ kind }) => kind)).toEqual(["changed"]);
  });

  it("is summed up in counts and the first ten of each kind", () => {
    const summary = emptySummary("minute-sums");
    const shadow = Array.from({ length: 25 }, (_, n) => row(`key ${n}`, {}));
    for (let hour = 0; hour < 2; hour++) addTo(summary, compareRows(shadow, [row("gone", {})]));
    expect(summary.kinds.added.count).toBe(50);
    expect(summary.kinds.added.first.length).toBe(10);
    expect(differenceCount([summary])).toBe(52);
  });
});
