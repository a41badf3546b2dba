import { describe, expect, it } from "vitest";
import { itemBytes, writeUnits } from "../../../lambdas/aws/items/item-size.ts";
import { pageItem } from "../../../lambdas/aws/items/page-item.ts";
import { rowItem } from "../../../lambdas/aws/items/view-items.ts";
import { meteredStateStore, meteredViewStore } from "../../../lambdas/aws/metered-stores.ts";
import { WriteMeter } from "../../../lambdas/aws/write-meter.ts";
import {
  BEFORE_FIRST,
  eventTime,
  fingerprint,
  type Page,
  type PageKey,
  sequenceNumber,
  type ViewRow,
  type ViewStore,
} from "../../../lib/engine/index.ts";
import { MemoryStateStore } from "../../../lib/testing/memory-state-store.ts";
import { smallTopology } from "../../support/small-topology.ts";

const TOPOLOGY = smallTopology();
const WINDOW = { startMs: eventTime(0), endMs: eventTime(60_000) };
const IN_WINDOW: PageKey = { shardId: "shardId-000000000000", window: WINDOW, name: "sums" };

/** A page of so many keys, whose names do not compress. */
function pageOf(key: PageKey, operator: string, keys: number, position: number): Page {
  const names = Array.from({ length: keys }, (_, i) => fingerprint(`${key.name} ${i}`));
  const state = new Map(names.map((name) => [name, [1, 2]]));
  const mark = sequenceNumber(String(position));
  const sections = new Map([[operator, { state, mark }]]);
  return { key, highWaterMark: mark, batchFrom: mark, sections, closing: [], outputs: [], emissions: [] };
}

const exactUnits = (page: Page) => writeUnits(itemBytes(pageItem(TOPOLOGY, page, 0)));

async function metered(pages: readonly Page[]): Promise<WriteMeter> {
  const meter = new WriteMeter();
  const store = meteredStateStore(TOPOLOGY, new MemoryStateStore(), meter);
  const marks = new Map<string, Page["highWaterMark"]>();
  for (const page of pages) {
    const { committed } = await store.commitPage(page, marks.get(page.key.name) ?? null);
    expect(committed).toBe(true);
    marks.set(page.key.name, page.highWaterMark);
  }
  return meter;
}

describe("a metered state store", () => {
  it("counts every write, and a page that grows within a fiftieth of what each write weighs", async () => {
    const pages = Array.from({ length: 500 }, (_, i) => pageOf(IN_WINDOW, "sums", 2 * i + 1, i + 1));
    const { writes, writeUnits: units } = await metered(pages);
    const exact = pages.reduce((total, page) => total + exactUnits(page), 0);
    expect(writes).toBe(500);
    expect(exact).toBeGreaterThan(2_000);
    expect(Math.abs(units / exact - 1)).toBeLessThan(0.02);
  });

  it("counts the first write of a page as it is, and begins anew behind a window that was deleted", async () => {
    const meter = new WriteMeter();
    const store = meteredStateStore(TOPOLOGY, new MemoryStateStore(), meter);
    const large = pageOf(IN_WINDOW, "sums", 1_000, 1);
    await store.commitPage(large, null);
    expect(meter.writeUnits).toBe(exactUnits(large));
    await store.deletePages([large]);
    const small = pageOf(IN_WINDOW, "sums", 1, 2);
    await store.commitPage(small, null);
    expect(meter.writeUnits).toBe(exactUnits(large) + exactUnits(small));
  });

  it("takes pages that the same operators have for alike, and counts refused writes", async () => {
    const meter = new WriteMeter();
    const store = meteredStateStore(TOPOLOGY, new MemoryStateStore(), meter);
    const inPages = (name: string): PageKey => ({ ...IN_WINDOW, window: null, name });
    await store.commitPage(pageOf(inPages("a"), "sums", 1_000, 1), null);
    const one = meter.writeUnits;
    await store.commitPage(pageOf(inPages("b"), "sums", 1, 1), null);
    expect(meter.writeUnits).toBe(2 * one);
    const refused = await store.commitPage(pageOf(inPages("b"), "sums", 2, 2), BEFORE_FIRST);
    expect(refused.committed).toBe(false);
    expect(meter.writes).toBe(3);
  });
});

describe("a metered view store", () => {
  it("passes every row on, and counts rows of an operator by those that it measures", async () => {
    const put: ViewRow[] = [];
    const store: ViewStore = {
      putChunks: async () => {},
      putRows: async (rows) => {
        put.push(...rows);
      },
    };
    const meter = new WriteMeter();
    const rows = Array.from({ length: 100 }, (_, i): ViewRow => {
      const { startMs: windowStartMs, endMs: windowEndMs } = WINDOW;
      const version = 1;
      return {
        operator: "sums",
        key: `k${i}`,
        windowStartMs,
        windowEndMs,
        paneIndex: 0,
        version,
        row: { i },
      };
    });
    await meteredViewStore(store, meter).putRows(rows);
    expect(put).toEqual(rows);
    expect(meter.writes).toBe(100);
    expect(meter.writeUnits).toBe(
      rows.reduce((total, row) => total + writeUnits(itemBytes(rowItem(row))), 0),
    );
  });
});
