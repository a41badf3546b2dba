/** A page that fills up while its worker crashes: each record is still applied or dead-lettered, never both. */
import { expect, it } from "vitest";
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
        if (name === "commitProgress" && next.version !== 1) throw new Error("crash");
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
