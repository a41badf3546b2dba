import { describe, expect, it } from "vitest";
import { bodyAttributes, contentOf } from "../../../lambdas/aws/items/body.ts";
import type { Item } from "../../../lambdas/aws/items/item.ts";
import { itemBytes, writeUnits } from "../../../lambdas/aws/items/item-size.ts";
import { ledgerItem } from "../../../lambdas/aws/items/ledger-item.ts";
import { pageItem, pageItemKey, pageOf } from "../../../lambdas/aws/items/page-item.ts";
import { paneItem, paneOf } from "../../../lambdas/aws/items/pane-item.ts";
import { progressItem, progressOf } from "../../../lambdas/aws/items/progress-item.ts";
import { STATE } from "../../../lib/contract/index.ts";
import {
  BEGINNING_OF_TIME,
  eventTime,
  firstProgress,
  minutes,
  type Output,
  type Page,
  type Pane,
  sequenceNumber,
} from "../../../lib/engine/index.ts";
import { smallTopology } from "../../support/small-topology.ts";

const TOPOLOGY = smallTopology({ allowedLatenessMs: minutes(10) });
const SHARD = "shardId-000000000000";
const NOW_MS = Date.UTC(2026, 0, 1);
const DAYS_14_S = 14 * 24 * 3600;
const at = (position: number) => sequenceNumber(String(position));

const SAID: Output = {
  operator: "sums",
  sequenceNumber: at(3),
  eventTimeMs: eventTime(-1),
  watermarkMs: BEGINNING_OF_TIME,
  id: 'an "id"',
  value: { __proto__x: [1, null] },
  place: [0, -1, "a"],
  isOfTimer: true,
};

function windowPage(startMs: number): Page {
  const window = { startMs: eventTime(startMs), endMs: eventTime(startMs + 60_000) };
  return {
    key: { shardId: SHARD, window, name: "sums" },
    highWaterMark: at(7),
    batchFrom: at(5),
    sections: new Map([["sums", { state: new Map([["a", [1, 2]]]), mark: at(7) }]]),
    closing: [],
    outputs: [SAID],
    emissions: [],
  };
}

function paneOfVersion(version: number, final: boolean): Pane {
  const window = { startMs: eventTime(0), endMs: eventTime(60_000) };
  return {
    key: { operator: "sums", window, page: "sums" },
    index: 0,
    timing: "ON_TIME",
    version,
    marks: new Map([[SHARD, at(7)]]),
    published: true,
    final,
    archive: null,
  };
}

const expiryOf = (item: Item) => Number(item[STATE.expiresAt]?.N);

describe("an item's expiry", () => {
  it("is counted from now for a page of old events: a backfill's open windows must not be cleaned away", () => {
    const yearAgoMs = NOW_MS - 365 * 24 * 3600 * 1000;
    expect(expiryOf(pageItem(TOPOLOGY, windowPage(yearAgoMs), NOW_MS))).toBe(NOW_MS / 1000 + DAYS_14_S);
  });

  it("is counted from the end of a window's allowed lateness for a page of recent ones", () => {
    const item = pageItem(TOPOLOGY, windowPage(NOW_MS), NOW_MS);
    expect(expiryOf(item)).toBe((NOW_MS + minutes(1) + minutes(10)) / 1000 + DAYS_14_S);
  });

  it("is there for no page without a window and for no pane that may still change", () => {
    const keyed = { ...windowPage(0), key: { shardId: SHARD, window: null, name: "last" } };
    expect(pageItem(TOPOLOGY, keyed, NOW_MS)[STATE.expiresAt]).toBeUndefined();
    expect(paneItem(paneOfVersion(1, false), NOW_MS)[STATE.expiresAt]).toBeUndefined();
    expect(expiryOf(paneItem(paneOfVersion(2, true), NOW_MS))).toBe(NOW_MS / 1000 + DAYS_14_S);
  });

  it("is counted for a ledger run from when its last identity is forgotten", () => {
    const laterMs = eventTime(NOW_MS + 5_000);
    const item = ledgerItem(
      SHARD,
      0,
      [
        ["a", laterMs],
        ["b", eventTime(0)],
      ],
      NOW_MS,
    );
    expect(expiryOf(item)).toBe(laterMs / 1000 + DAYS_14_S);
  });
});

describe("an item is refused", () => {
  const item = pageItem(TOPOLOGY, windowPage(0), NOW_MS);

  it("in a format that this version does not know, by name", () => {
    const unknown = { ...item, [STATE.format]: { S: "later-2" } };
    expect(() => pageOf(TOPOLOGY, unknown)).toThrow("Cannot read an item of format later-2");
    const { [STATE.format]: _, ...none } = item;
    expect(() => pageOf(TOPOLOGY, none)).toThrow("Cannot read an item of format none");
  });

  it("when its body and its attributes disagree", () => {
    const moved = { ...item, ...pageItemKey(windowPage(60_000).key) };
    expect(() => pageOf(TOPOLOGY, moved)).toThrow("Cannot read a page");
    expect(() => pageOf(TOPOLOGY, { ...item, [STATE.highWaterMark]: { S: "7" } })).toThrow(
      "Cannot read a page",
    );
    const progress = progressItem({ ...firstProgress(SHARD, []), version: 1 });
    const version = { [STATE.version]: { N: "2" } };
    expect(() => progressOf({ ...progress, ...version })).toThrow("Cannot read a shard's progress");
    expect(() => paneOf({ ...paneItem(paneOfVersion(1, false), NOW_MS), ...version })).toThrow(
      "Cannot read a pane",
    );
  });
});

describe("bodyAttributes()", () => {
  it("gives back what went in, however small or large, and whatever characters it holds", () => {
    for (const text of ["", "é😀\ud800", "x".repeat(2_000), "ü".repeat(500_000)]) {
      const json = JSON.stringify({ text });
      expect(contentOf(bodyAttributes(json))).toEqual({ text });
    }
  });

  it("leaves the bodies of earlier calls alone", () => {
    const bodies = ["a", "b"].map((text) => bodyAttributes(JSON.stringify(text.repeat(100))));
    expect(bodies.map(contentOf)).toEqual(["a".repeat(100), "b".repeat(100)]);
  });
});

describe("itemBytes()", () => {
  it("counts UTF-8 bytes of names and values, and numbers by pairs of digits", () => {
    expect(itemBytes({ pk: { S: "ü" }, b: { B: new Uint8Array(10) }, n: { N: "12345" } })).toBe(4 + 11 + 5);
    expect(() => itemBytes({ l: { L: [] } })).toThrow("Cannot size attribute l");
  });

  it("makes a write unit of each kilobyte begun", () => {
    expect([0, 1, 1024, 1025].map(writeUnits)).toEqual([1, 1, 1, 2]);
  });
});
