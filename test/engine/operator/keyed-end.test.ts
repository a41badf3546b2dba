/** Keyed state that ends: its row leaves the view, its key begins anew, and no older copy raises it from the dead. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyed } from "../../../lib/engine/index.ts";
import { graphTopology } from "../../support/graph-topology.ts";
import { Harness, record } from "../../support/harness.ts";
import type { Event } from "../../support/small-topology.ts";

/** An event with this value ends its key's state. */
const ENDING = 0;

const PAGE_KEYS_MAX = 3;

function operator(pageKeysMax = 20) {
  return keyed<Event, number, number>({
    key: ({ key }) => key,
    pageKeysMax,
    initial: 0,
    observe: (before, { value }) => ({ state: value === ENDING ? undefined : before + value }),
    row: (key, total) => ({ key, total }),
  });
}

function harnessOf(parents: Record<string, string[]> = {}, pageKeysMax?: number): Harness {
  const harness = new Harness(graphTopology({ ending: operator(pageKeysMax) }));
  harness.ports = { ...harness.ports, parentsOf: async (shardId) => parents[shardId] ?? [] };
  return harness;
}

const sent = (n: number, key: string, value: number) => record(n, { id: `e${n}`, key, time: 0, value });

async function totals(harness: Harness): Promise<Record<string, number>> {
  const rows = Object.entries(await harness.latest("ending"));
  return Object.fromEntries(rows.map(([key, row]) => [key, (row as { total: number }).total]));
}

async function keysKept(harness: Harness, shardId: string): Promise<number> {
  const pages = await harness.state.keyedPages(shardId);
  const state = pages.find(({ key }) => key.name === "ending")?.sections.get("ending")?.state;
  return (state as { size: number }).size;
}

/** Splits into two and merges again; the keys "a" and "b" go left, others right. */
const LINEAGE = { left: ["old"], right: ["old"], child: ["left", "right"], grandchild: ["child"] };
const STAGES = ["old", "split", "child", "grandchild"] as const;

describe("keyed state that ends", () => {
  it("leaves the view and the page, and its key begins anew", async () => {
    const harness = harnessOf();
    await harness.process([sent(1, "a", 5), sent(2, "b", 6), sent(3, "a", ENDING)]);
    expect(await totals(harness)).toEqual({ b: 6 });
    expect(await keysKept(harness, "shardId-000000000000")).toBe(1);
    await harness.process([sent(4, "a", 2)]);
    expect(await totals(harness)).toEqual({ a: 2, b: 6 });
  });

  it("makes room in a full page, and needs none for a key that never was", async () => {
    const harness = harnessOf({}, PAGE_KEYS_MAX);
    const records = [
      ...["a", "b", "c"].map((key, i) => sent(i + 1, key, 1)),
      sent(4, "d", ENDING),
      sent(5, "b", ENDING),
      sent(6, "d", 1),
    ];
    await harness.process(records);
    expect(harness.deadLetters).toEqual([]);
    expect(await totals(harness)).toEqual({ a: 1, c: 1, d: 1 });
  });

  it("is not raised by a copy that a sibling has inherited", async () => {
    const harness = harnessOf(LINEAGE);
    await harness.process([sent(1, "a", 5), sent(2, "z", 1)], "old");
    await harness.process([sent(3, "a", ENDING)], "left");
    await harness.process([sent(4, "z", 1)], "right");
    expect(await totals(harness)).toEqual({ z: 2 });
    await harness.process([sent(5, "z", 1)], "child");
    expect(await totals(harness)).toEqual({ z: 3 });
    await harness.process([sent(6, "a", 7)], "child");
    expect(await totals(harness)).toEqual({ a: 7, z: 3 });
  });

  it("of a version that did not know whose a key is stays a tombstone", () => {
    const { decode, encode, openDraft, closeDraft, fold, keyRows } = operator();
    const context = { eventTimeMs: 0, emit() {}, closeTail() {}, say() {} };
    const draft = openDraft(decode([["a", 5, 3]]));
    const input = { event: { value: ENDING }, identity: "e", watermarkMs: 0 };
    fold(draft, { key: "a", input } as never, context as never);
    const ended = closeDraft(draft);
    expect(encode(ended)).toBe('[["a",null,4,2]]');
    expect(keyRows?.(decode(JSON.parse(encode(ended)))).map(({ rank, rows }) => [rank, rows()])).toEqual([
      [4, []],
    ]);
  });

  it("is what one event after the other would leave, whatever the batches, behind a split and merges", async () => {
    const event = fc.record({
      key: fc.constantFrom("a", "b", "y", "z"),
      value: fc.constantFrom(ENDING, 1, 2, 3),
    });
    const stage = fc.record({
      events: fc.array(event, { maxLength: 12 }),
      size: fc.integer({ min: 0, max: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.tuple(stage, stage, stage, stage), async (stages) => {
        const harness = harnessOf(LINEAGE);
        const expected = new Map<string, number>();
        let n = 0;
        for (const [i, { events, size }] of stages.entries()) {
          const shards = new Map<string, ReturnType<typeof sent>[]>();
          for (const { key, value } of events) {
            const side = key < "m" ? "left" : "right";
            const shard = STAGES[i] === "split" ? side : (STAGES[i] as string);
            shards.set(shard, [...(shards.get(shard) ?? []), sent(++n, key, value)]);
            if (value === ENDING) expected.delete(key);
            else expected.set(key, (expected.get(key) ?? 0) + value);
          }
          for (const [shard, records] of shards) await harness.processIn(size, records, shard);
          harness.goCold();
          expect(await totals(harness)).toEqual(Object.fromEntries(expected));
        }
      }),
      { numRuns: 300 },
    );
  });
});
