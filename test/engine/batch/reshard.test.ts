/** What a child shard takes over from its ancestors. */
import { describe, expect, it } from "vitest";
import { detect, hours, latest, type SourceRecord, topology } from "../../../lib/engine/index.ts";
import { Harness, record } from "../../support/harness.ts";
import { type Event, smallTopology } from "../../support/small-topology.ts";

/** Values of 100 and more have keyed state: the largest so far; a larger one is an alert. */
const event = (id: string, key: string, value: number) => ({ id, key, time: 0, value });

function lineage(parents: Record<string, string[]>): Harness {
  const harness = new Harness(smallTopology({ dedupe: "id" }));
  harness.ports = { ...harness.ports, parentsOf: async (shardId) => parents[shardId] ?? [] };
  return harness;
}

async function raised(harness: Harness): Promise<unknown[]> {
  return (await harness.alerts("alerts")).map((row) => (row as { id: string }).id);
}

const one = (n: number, id: string, key: string, value: number): SourceRecord[] => [
  record(n, event(id, key, value)),
];

describe("a child shard", () => {
  it("takes over keyed state and identities through a parent that never held a record", async () => {
    const harness = lineage({ middle: ["old"], child: ["middle"] });
    await harness.process(one(1, "e1", "a", 200), "old");
    await harness.process(one(2, "e2", "a", 300), "child");
    const { counts } = await harness.process(one(3, "e1", "a", 200), "child");
    expect(await raised(harness)).toEqual(["e2"]);
    expect(counts.duplicates).toBe(1);
  });

  it("takes over keyed state through a parent that never touched it", async () => {
    const harness = lineage({ middle: ["old"], child: ["middle"] });
    await harness.process(one(1, "e1", "a", 200), "old");
    await harness.process(one(2, "e2", "a", 1), "middle");
    await harness.process(one(3, "e3", "a", 300), "child");
    expect(await raised(harness)).toEqual(["e3"]);
  });

  it("of a split and a merge takes each key's newest state, whichever parent has it", async () => {
    const harness = lineage({ left: ["old"], right: ["old"], child: ["left", "right"] });
    await harness.process([...one(1, "e1", "a", 200), ...one(2, "e2", "b", 200)], "old");
    await harness.process(one(3, "e3", "a", 400), "left");
    await harness.process(one(4, "e4", "b", 400), "right");
    await harness.process([...one(5, "e5", "a", 300), ...one(6, "e6", "b", 300)], "child");
    expect(await raised(harness)).toEqual(["e3", "e4"]);
  });
});

it("a child takes over keyed state of a page that another operator has touched first", async () => {
  const { source, slo } = smallTopology();
  const journal = { chunkEntries: 4, bucketMs: hours(1), retentionMs: hours(1) };
  const page = () => "both";
  const harness = new Harness(
    topology<Event>({
      name: "shared",
      source,
      slo,
      guarantee: "exactly-once",
      operators: {
        last: latest({
          key: ({ key }: Event) => key,
          page,
          stored: ({ value }) => value,
          row: (key, time, value) => ({ key, time, value }),
        }),
        alerts: detect<Event, number>({
          key: ({ key }) => key,
          page,
          adaptive: {
            appliesTo: ({ value }) => value >= 100,
            initial: 0,
            observe: (largest, { id, value }) => ({
              state: Math.max(largest, value),
              alerts: value > largest && largest > 0 ? [{ id, partition: "all", row: { id } }] : [],
            }),
          },
          ...journal,
        }),
      },
    }),
  );
  harness.ports = { ...harness.ports, parentsOf: async (shardId) => (shardId === "child" ? ["old"] : []) };
  await harness.process(one(1, "e1", "a", 200), "old");
  await harness.process(one(2, "e2", "a", 1), "child");
  await harness.process(one(3, "e3", "a", 300), "child");
  expect(await raised(harness)).toEqual(["e3"]);
});

describe("a worker that finds pages ahead of its progress", () => {
  it("looks for what the one ahead of it refused, before it writes what that one left out", async () => {
    const harness = new Harness(smallTopology());
    const records = [record(1, event("e1", "a", 666)), record(2, event("e2", "a", 200))];
    const { state } = harness.ports;
    const before = await state.readProgress("s");
    let isFirst = true;
    const late = new Harness(smallTopology(), harness.state);
    // The late worker has read its progress, and only then the other one comes and stops before its windowed page.
    const crashing = new Proxy(state, {
      get(target, name) {
        const method = Reflect.get(target, name).bind(target);
        if (name !== "commitPage") return method;
        return async (page: never, from: never) => {
          if ((page as { key: { window: unknown } }).key.window !== null) throw new Error("lost request");
          return method(page, from);
        };
      },
    });
    late.ports = {
      ...late.ports,
      state: new Proxy(state, {
        get(target, name) {
          const method = Reflect.get(target, name).bind(target);
          if (name !== "readPages") return method;
          return async (keys: never) => {
            if (isFirst) {
              isFirst = false;
              harness.ports = { ...harness.ports, state: crashing };
              await expect(harness.process(records, "s")).rejects.toThrow("lost");
            }
            return method(keys);
          };
        },
      }),
    };
    expect(before).toBeUndefined();
    const { counts } = await late.process(records, "s");
    expect(counts).toMatchObject({ applied: 1, deadLettered: 1 });
    const [page] = await state.windowPages("s", 60_000 as never);
    expect(
      [...(page?.sections.values() ?? [])].map(({ state: sums }) => [
        ...(sums as never as Map<string, unknown>),
      ]),
    ).toEqual([[["a", [1, expect.anything()]]]]);
  });
});
