/** A page that fills up while its worker crashes: each record is still applied or dead-lettered, never both. */
import { describe, expect, it } from "vitest";
import { END_OF_TIME } from "../../../lib/engine/index.ts";
import { MemoryStateStore } from "../../../lib/testing/memory-state-store.ts";
import { Harness, record, SHARD } from "../../support/harness.ts";
import { smallTopology } from "../../support/small-topology.ts";

const of = (key: string) => ({ id: key, key, time: 0, value: 1 });

it("processBatch() refuses only the new records of a full page, not those that a crash left in it", async () => {
  const store = new MemoryStateStore(2);
  const harness = new Harness(smallTopology(), store);
  const sound = harness.ports;
  // The pages are written, the progress is not: its first version is the shard's birth.
  const crashing = new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => {
        const [next] = args as [{ version?: number }];
        if (name === "commitProgress" && (next.version ?? 0) > 2) throw new Error("crash");
        return method.apply(target, args);
      };
    },
  });
  harness.ports = { ...sound, state: crashing };
  const [one, two, three] = ["a", "b", "c"].map((key, i) => record(i + 1, of(key)));
  if (one === undefined || two === undefined || three === undefined) throw new Error("no records");
  await expect(harness.process([one, two])).rejects.toThrow("crash");

  harness.ports = sound;
  await harness.process([one, two, three]);
  expect((await store.readProgress(SHARD))?.totals).toMatchObject({ applied: 2, deadLettered: 1 });
  expect(harness.deadLetters.map(({ record: letter }) => letter)).toEqual([three]);
  const [page] = await store.windowPages(SHARD, END_OF_TIME);
  const sums = page?.sections.get("sums")?.state as ReadonlyMap<string, unknown> | undefined;
  expect([...(sums?.keys() ?? [])]).toEqual(["a", "b"]);
});

it("processBatch() takes a batch in parts when its page would be too large, down to the record that does not fit", async () => {
  const store = new MemoryStateStore(3);
  const harness = new Harness(smallTopology(), store);
  const keys = ["a", "b", "a", "c", "d", "a", "e", "b"];
  const records = keys.map((key, i) => record(i + 1, { ...of(key), id: `${i}` }));
  const { counts } = await harness.process(records);
  expect(counts).toMatchObject({ events: 8, applied: 6, deadLettered: 2 });
  expect(harness.deadLetters.map(({ record: { sequenceNumber } }) => Number(sequenceNumber))).toEqual([5, 7]);
  expect((await store.readProgress(SHARD))?.totals).toMatchObject({ applied: 6, deadLettered: 2 });
});

it("processBatch() ends when another worker has processed the rest of a batch that it takes in parts", async () => {
  const store = new MemoryStateStore(3);
  const [one, other] = [new Harness(smallTopology(), store), new Harness(smallTopology(), store)];
  const records = ["a", "b", "c", "d", "e"].map((key, i) => record(i + 1, of(key)));
  const sound = one.ports;
  let isOvertaken = false;
  const state = new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      if (name === "fits") {
        return (page: never) => {
          const fits = target.fits(page);
          isOvertaken ||= !fits;
          return fits;
        };
      }
      return async (...args: unknown[]) => {
        if (name === "commitProgress" && isOvertaken) {
          isOvertaken = false;
          await other.process(records);
        }
        return method.apply(target, args);
      };
    },
  });
  one.ports = { ...sound, state };
  await one.process(records);
  expect((await store.readProgress(SHARD))?.totals).toMatchObject({ applied: 3, deadLettered: 2 });
});

describe("a page that has as many keys as it takes", () => {
  const keys = ["a", "b", "c", "a", "d", "b", "e", "__proto__", "a"];
  const records = keys.map((key, i) => record(i + 1, { id: `${i}`, key, time: i, value: 1 }));
  const applied = [1, 2, 4, 6, 9];

  it.each([0, 1, 2, 4])("goes on with the keys it has and refuses others, in batches of %i", async (size) => {
    const harness = new Harness(smallTopology({ pageKeysMax: 2 }));
    await harness.processIn(size, records);
    const refused = harness.deadLetters.map(({ record: { sequenceNumber } }) => Number(sequenceNumber));
    expect(refused).toEqual([3, 5, 7, 8]);
    expect((await harness.state.readProgress(SHARD))?.totals).toMatchObject({ applied: applied.length });
    const [page] = await harness.state.windowPages(SHARD, END_OF_TIME);
    const sums = page?.sections.get("sums")?.state as ReadonlyMap<string, unknown>;
    expect([...sums]).toEqual([
      ["a", [3, 3]],
      ["b", [2, 2]],
    ]);
    expect(harness.deadLetters[0]?.rejection).toEqual({
      reason: "operator_error",
      operator: "sums",
      error: "operator sums: its page is full with 2 keys; give it a finer 'page', or shorter windows",
    });
  });

  it("says so for a detector's keys too, and only for events that it would observe", async () => {
    const harness = new Harness(smallTopology({ pageKeysMax: 1 }));
    const events = [
      { id: "1", key: "a", time: 0, value: 200 },
      { id: "2", key: "a", time: 60_000, value: 300 },
      { id: "3", key: "b", time: 120_000, value: 400 },
      { id: "4", key: "b", time: 180_000, value: 5 },
    ];
    await harness.process(events.map((event, i) => record(i + 1, event)));
    const letters = harness.deadLetters.map(({ record: letter, rejection }) => {
      return [Number(letter.sequenceNumber), rejection.operator];
    });
    expect(letters).toEqual([[3, "alerts"]]);
  });

  it("settles every refusal of a batch in one write", async () => {
    const harness = new Harness(smallTopology({ pageKeysMax: 1 }));
    const many = Array.from({ length: 40 }, (_, i) => record(i + 1, of(`key-${i}`)));
    await harness.process(many);
    // Birth, floor, refusals, batch.
    expect((await harness.state.readProgress(SHARD))?.version).toBe(4);
    expect(harness.deadLetters).toHaveLength(39);
  });
});
