/** Goal: what grows is noticed, and what the pipelines of the server's process keep is not taken for the dashboard's. */
import { describe, expect, it } from "vitest";
import { faultsOf, serverGrowthBytes } from "../../../scripts/dashboard/hour/growth.ts";
import { hourText } from "../../../scripts/dashboard/hour/hour-text.ts";
import type { TabMemory } from "../../../scripts/dashboard/hour/hour-tab.ts";
import type { HourOutcome, TabOutcome } from "../../../scripts/dashboard/hour/watch-hour.ts";

const FIRST: TabMemory = {
  updates: 600,
  streams: 250,
  heapBytes: 3_000_000,
  documentBytes: 2_000_000,
  nodes: 500,
  listeners: 80,
  complaints: [],
};

function outcome(last: Partial<TabMemory>, ofTab: Partial<TabOutcome> = {}, serverBytes = 0): HourOutcome {
  const memory = [FIRST, { ...FIRST, updates: 3_600, streams: 1_500, ...last }];
  return {
    tabs: [{ name: "overview?range=5m", memory, hasMoved: true, complaints: [], ...ofTab }],
    server: [
      { passedS: 4_200, heapBytes: 60_000_000, unseenBytes: 50_000_000 },
      { passedS: 7_200, heapBytes: 64_000_000 + serverBytes, unseenBytes: 54_000_000 },
    ],
  };
}

describe("faultsOf", () => {
  it("finds none where everything is within its bound", () => {
    const last = { heapBytes: 3_500_000, documentBytes: 3_000_000, nodes: 700, listeners: 120 };
    expect(faultsOf(outcome(last, {}, 3_000_000))).toEqual([]);
  });

  it.each([
    [
      { heapBytes: 3_500_001 },
      "overview?range=5m grew by 500001 bytes of its scripts' heap, more than 500000",
    ],
    [
      { documentBytes: 3_000_001 },
      "overview?range=5m grew by 1000001 bytes of its document, more than 1000000",
    ],
    [{ nodes: 701 }, "overview?range=5m grew by 201 nodes, more than 200"],
    [{ listeners: 121 }, "overview?range=5m grew by 41 listeners, more than 40"],
  ])("tells what of a tab grew: %o", (last, fault) => {
    expect(faultsOf(outcome(last))).toEqual([fault]);
  });

  it("tells a tab that stood still, and what one complained of", () => {
    expect(faultsOf(outcome({}, { hasMoved: false, complaints: ["x is undefined"] }))).toEqual([
      "overview?range=5m stood still",
      "overview?range=5m: x is undefined",
    ]);
  });

  it("tells a server that grew beyond its pipelines", () => {
    expect(faultsOf(outcome({}, {}, 3_000_001))).toEqual([
      "the server grew by 3000001 bytes, more than 3000000",
    ]);
  });
});

it("serverGrowthBytes leaves out what the same pipelines grew by unseen", () => {
  expect(serverGrowthBytes(outcome({}, {}, 25_000).server)).toBe(25_000);
});

it("hourText says each tab's course from the first stop to the last", () => {
  expect(hourText(outcome({ heapBytes: 3_100_000 }, {}, 40_000)).split("\n")).toEqual([
    "tab                updates  streams   scripts, MB  document, MB       nodes  listeners",
    "overview?range=5m    3,600    1,500  3.00 -> 3.10  2.00 -> 2.00  500 -> 500   80 -> 80",
    "Server: heap 60.00 -> 64.04 MB; beside what its pipelines hold it grew by 0.04 MB.",
    "",
  ]);
});
