/** Reads of pages by those who only read: a store that counts what it is asked, and a clock that the test turns. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Page, type PageKey, pageId, sequenceNumber } from "../../../../lib/engine/index.ts";
import { PageReads, type StateReader } from "../../../../lib/pipelines/commerce/serving/index.ts";

const keyOf = (name: string): PageKey => ({ shardId: "shardId-000000000000", window: null, name });

function world() {
  const clock = { nowMs: 1_000_000 };
  const calls: string[][] = [];
  let shardReads = 0;
  let gate: PromiseWithResolvers<void> | undefined;
  const stored = new Map<string, Page>();
  const state: StateReader = {
    async readPages(keys) {
      calls.push(keys.map(({ name }) => name));
      const found = keys.map((key) => stored.get(pageId(key)));
      await gate?.promise;
      return found;
    },
    async listProgress() {
      shardReads += 1;
      return [];
    },
  };
  return {
    clock,
    calls,
    reads: new PageReads(state, () => clock.nowMs),
    shardReads: () => shardReads,
    put(name: string, mark: number) {
      const page: Page = {
        key: keyOf(name),
        highWaterMark: sequenceNumber(String(mark)),
        sections: new Map(),
        outputs: [],
        batchFrom: sequenceNumber(String(mark)),
        closing: [],
        emissions: [],
      };
      stored.set(pageId(page.key), page);
    },
    hold() {
      gate = Promise.withResolvers<void>();
      return gate;
    },
  };
}

describe("PageReads", () => {
  it("reads a page once while it is new enough, a missing one too", async () => {
    const { reads, calls, clock, put } = world();
    put("a", 1);
    const [a, none] = await reads.open(5_000).readPages([keyOf("a"), keyOf("none")]);
    expect(a?.highWaterMark).toBe(sequenceNumber("1"));
    expect(none).toBeUndefined();
    clock.nowMs += 5_000;
    expect(await reads.open(5_000).readPages([keyOf("none"), keyOf("a")])).toEqual([undefined, a]);
    expect(calls).toEqual([["a", "none"]]);
    clock.nowMs += 1;
    put("a", 2);
    const [later] = await reads.open(5_000).readPages([keyOf("a")]);
    expect(later?.highWaterMark).toBe(sequenceNumber("2"));
    expect(calls).toEqual([["a", "none"], ["a"]]);
  });

  it("reads what is wanted at the same time in one call, each page once", async () => {
    const { reads, calls } = world();
    const wanted = [["a", "b"], ["b", "c"], ["a"]];
    await Promise.all(wanted.map((names) => reads.open(5_000).readPages(names.map(keyOf))));
    expect(calls).toEqual([["a", "b", "c"]]);
  });

  it("waits for a page that is on its way", async () => {
    const { reads, calls, hold } = world();
    const gate = hold();
    const first = reads.open(5_000).readPages([keyOf("a")]);
    await new Promise(setImmediate);
    const second = reads.open(5_000).readPages([keyOf("a")]);
    await new Promise(setImmediate);
    gate.resolve();
    await Promise.all([first, second]);
    expect(calls).toEqual([["a"]]);
  });

  it("does not take a page that set out before the reading admits it", async () => {
    const { reads, calls, clock, hold, put } = world();
    put("a", 1);
    const gate = hold();
    const early = reads.open(0).readPages([keyOf("a")]);
    await new Promise(setImmediate);
    clock.nowMs += 1;
    put("a", 2);
    const late = reads.open(0).readPages([keyOf("a")]);
    await new Promise(setImmediate);
    gate.resolve();
    expect((await early)[0]?.highWaterMark).toBe(sequenceNumber("1"));
    expect((await late)[0]?.highWaterMark).toBe(sequenceNumber("2"));
    expect(calls).toEqual([["a"], ["a"]]);
  });

  it("says when the oldest of what a reading gave out was read", async () => {
    const { reads, clock } = world();
    await reads.open(5_000).readPages([keyOf("a")]);
    clock.nowMs += 3_000;
    const reading = reads.open(5_000);
    expect(reading.asOfMs()).toBe(1_003_000);
    await reading.readPages([keyOf("b")]);
    expect(reading.asOfMs()).toBe(1_003_000);
    await reading.readPages([keyOf("a")]);
    expect(reading.asOfMs()).toBe(1_000_000);
  });

  it("lists the shards as seldom as it reads pages", async () => {
    const { reads, clock, shardReads } = world();
    await Promise.all([reads.open(5_000).listProgress(), reads.open(5_000).listProgress()]);
    clock.nowMs += 5_000;
    await reads.open(5_000).listProgress();
    expect(shardReads()).toBe(1);
    await reads.open(4_999).listProgress();
    expect(shardReads()).toBe(2);
  });

  it("throws what the store throws, and asks it again the next time", async () => {
    const clock = { nowMs: 0 };
    let fails = true;
    const state: StateReader = {
      async readPages(keys) {
        if (fails) throw new Error("throttled");
        return keys.map(() => undefined);
      },
      listProgress: async () => [],
    };
    const reads = new PageReads(state, () => clock.nowMs);
    await expect(reads.open(1).readPages([keyOf("a")])).rejects.toThrow("throttled");
    fails = false;
    expect(await reads.open(1).readPages([keyOf("a")])).toEqual([undefined]);
  });

  it("never gives out what is older than a reading admits", async () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 4_000 }),
      name: fc.constantFrom("a", "b", "c"),
      ageMaxMs: fc.integer({ min: 0, max: 6_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { reads, clock } = world();
        for (const { waitMs, name, ageMaxMs } of steps) {
          clock.nowMs += waitMs;
          const reading = reads.open(ageMaxMs);
          await reading.readPages([keyOf(name)]);
          expect(clock.nowMs - reading.asOfMs()).toBeLessThanOrEqual(ageMaxMs);
        }
      }),
    );
  });
});
