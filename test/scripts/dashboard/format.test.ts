/** Goal: figures and times are written as people read them. */
import { describe, expect, it } from "vitest";
import {
  count,
  duration,
  figure,
  millis,
  percent,
  plural,
  rate,
  words,
} from "../../../scripts/dashboard/page/format.ts";
import { hashOf, routeOf, updatesOf } from "../../../scripts/dashboard/page/route.ts";

describe("figures", () => {
  it("carry their units, and a dash where there is nothing to say", () => {
    expect([count(59594), count(null), figure(8.091), figure(14.23), figure(1204.4)]).toEqual([
      "59,594",
      "–",
      "8.09",
      "14.2",
      "1,204",
    ]);
    expect([rate(998.4), rate(0.333), rate(null), millis(14.2), percent(0.0231)]).toEqual([
      "998/s",
      "0.33/s",
      "–",
      "14.2 ms",
      "2.31 %",
    ]);
    expect([plural(1, "hour"), plural(0, "pane")]).toEqual(["1 hour", "0 panes"]);
  });

  it("of time are in the unit that suits them", () => {
    const texts = [0, 340, 999.6, 5_240, 59_000, 200_000, 7_500_000, 273_600_000].map(duration);
    expect(texts).toEqual(["0 ms", "340 ms", "1000 ms", "5.2 s", "59 s", "3.3 min", "2.1 h", "3.2 d"]);
    expect([duration(null), duration(Number.NEGATIVE_INFINITY)]).toEqual(["–", "–"]);
  });
});

it("words are made of names of code", () => {
  expect([words("above_normal"), words("lengthOfStay"), words("dead-letters")]).toEqual([
    "above normal",
    "length of stay",
    "dead letters",
  ]);
});

describe("the route", () => {
  it("is in the address, and comes back from it", () => {
    const route = {
      view: "iot",
      range: "1h",
      filters: { sensor: '<img src=x onerror="1">', type: "a&b" },
    } as const;
    expect(routeOf(hashOf(route))).toEqual(route);
  });

  it("falls back to the overview of a quarter of an hour", () => {
    for (const hash of ["", "#", "#/nothing", "#/overview?range=9y"]) {
      expect(routeOf(hash)).toEqual({ view: "overview", range: "15m", filters: {} });
    }
  });

  it("leaves empty filters out of what it asks", () => {
    expect(updatesOf({ view: "iot", range: "5m", filters: { type: "", sensor: "s 1" } })).toBe(
      "updates?view=iot&range=5m&sensor=s+1",
    );
  });
});
