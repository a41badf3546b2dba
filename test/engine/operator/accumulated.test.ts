/** Totals without windows: over shards, within their bounds, gathered before or not. */
import { describe, expect, test } from "vitest";
import {
  accumulated,
  type AccumulatedOptions,
  accumulatedRowsOf,
  type AnyTopology,
  downstreamOf,
  gathered,
  type KeyedValue,
  keyed,
  type Operator,
  readAccumulated,
  sum,
} from "../../../lib/engine/index.ts";
import { graphTopology } from "../../support/graph-topology.ts";
import { Harness, record, SHARD } from "../../support/harness.ts";
import type { Event } from "../../support/small-topology.ts";

const CHILD = "shardId-000000000001";

const add = sum((value: number) => value);
const row = (key: string, total: number) => ({ key, total });
const entries = ({ key, value }: Pick<Event, "key" | "value">): KeyedValue<number>[] => [
  [key, value],
  ["all", value],
];

function topologyWith(added: Readonly<Record<string, Operator<Event>>>): AnyTopology {
  return graphTopology(added);
}

function totalsOperator(differing: Partial<AccumulatedOptions<Event, number, number, number>> = {}) {
  return accumulated<Event, number, number, number>({ entries, aggregate: add, row, ...differing });
}

function event(n: number, key: string, value: number) {
  return record(n, { id: `e-${n}`, key, time: 1_000 * n, value });
}

async function totals(harness: Harness, operator: string): Promise<Record<string, unknown>> {
  const pages = [];
  for (const { shardId } of await harness.state.listProgress())
    pages.push(...(await harness.state.keyedPages(shardId)));
  const rows = [...accumulatedRowsOf(harness.topology, operator, pages)];
  return Object.fromEntries(rows.map(({ key, total }) => [key, total]));
}

describe("an accumulated operator", () => {
  test("adds an event to each of its keys, and merges what all shards have, a closed parent too", async () => {
    const harness = new Harness(topologyWith({ totals: totalsOperator() }));
    await harness.process([event(1, "a", 1), event(2, "b", 2)], SHARD);
    harness.ports = { ...harness.ports, parentsOf: async () => [SHARD] };
    await harness.process([event(3, "a", 4)], CHILD);
    expect(await totals(harness, "totals")).toEqual({ a: 5, b: 2, all: 7 });
  });

  test("reads single keys from their pages alone", async () => {
    const page = (key: string) => `totals-${key}`;
    const harness = new Harness(topologyWith({ totals: totalsOperator({ page }) }));
    await harness.process([event(1, "a", 1), event(2, "b", 2)]);
    const read: string[] = [];
    const state = {
      listProgress: () => harness.state.listProgress(),
      readPages: (keys: Parameters<typeof harness.state.readPages>[0]) => {
        read.push(...keys.map(({ name }) => name));
        return harness.state.readPages(keys);
      },
    };
    const found = await readAccumulated(harness.topology, "totals", state, ["b", "none"]);
    expect([...found]).toEqual([["b", 2]]);
    expect(read).toEqual(["totals-b", "totals-none"]);
  });

  test("forgets what is worth least when its page is full, of equals the first by name", async () => {
    const options = { pageKeysMax: 4, worth: (total: number) => total };
    const own = ({ key, value }: Event): KeyedValue<number>[] => [[key, value]];
    const harness = new Harness(topologyWith({ totals: totalsOperator({ ...options, entries: own }) }));
    const given = ["d", "c", "b", "a"].map((key, at) => event(at + 1, key, key < "c" ? 1 : 9));
    await harness.process([...given, event(5, "e", 5)]);
    expect(await totals(harness, "totals")).toEqual({ b: 1, c: 9, d: 9, e: 5 });
    await harness.process([event(6, "a", 1)]);
    expect(await totals(harness, "totals")).toEqual({ a: 1, c: 9, d: 9, e: 5 });
  });

  test("refuses an event of a key too many where nothing says what a key is worth, and adds none of its keys", async () => {
    const harness = new Harness(topologyWith({ totals: totalsOperator({ pageKeysMax: 2 }) }));
    await harness.process([event(1, "a", 1), event(2, "b", 2), event(3, "a", 4)]);
    expect(await totals(harness, "totals")).toEqual({ a: 5, all: 5 });
    expect(harness.deadLetters.map(({ rejection }) => rejection.operator)).toEqual(["totals"]);
  });
});

describe("a gathered operator", () => {
  const operators = {
    spoken: keyed<Event, number, { key: string; value: number }>({
      key: ({ key }) => key,
      page: () => "spoken",
      initial: 0,
      observe: (before, { key, value }) => ({ state: before + 1, output: { key, value } }),
      row: (key, count) => ({ key, count }),
    }),
    kept: downstreamOf(
      "spoken",
      gathered<{ key: string; value: number }>({
        entries,
        group: (key) => `totals-${key}`,
        page: "kept",
        groupSize: 2,
      }),
    ),
    totals: downstreamOf(
      "kept",
      accumulated({
        entries: (values: readonly KeyedValue<number>[]) => values,
        page: (key) => `totals-${key}`,
        aggregate: add,
        row,
      }),
    ),
  };

  test("keeps values until there are enough of a group, and a reader sees them all the while", async () => {
    const harness = new Harness(topologyWith(operators));
    const pageNames = async () => {
      const names = (await harness.state.keyedPages(SHARD)).map(({ key }) => key.name);
      return names.filter((name) => name.startsWith("totals-")).sort();
    };
    await harness.process([event(1, "a", 1)]);
    expect(await pageNames()).toEqual([]);
    expect(await totals(harness, "totals")).toEqual({ a: 1, all: 1 });
    await harness.process([event(2, "b", 2)]);
    expect(await pageNames()).toEqual(["totals-all"]);
    expect(await totals(harness, "totals")).toEqual({ a: 1, b: 2, all: 3 });
    await harness.process([event(3, "a", 4)]);
    expect(await pageNames()).toEqual(["totals-a", "totals-all"]);
    expect(await totals(harness, "totals")).toEqual({ a: 5, b: 2, all: 7 });
  });

  test("is read right when the worker died before what it said had come", async () => {
    const harness = new Harness(topologyWith(operators));
    await harness.process([event(1, "a", 1)]);
    const { commitPage } = harness.state;
    harness.state.commitPage = (page, startedFrom) => {
      if (page.key.name.startsWith("totals-")) return Promise.reject(new Error("died"));
      return commitPage.call(harness.state, page, startedFrom);
    };
    await expect(harness.process([event(2, "a", 2)])).rejects.toThrow("died");
    expect(await totals(harness, "totals")).toEqual({ a: 3, all: 3 });
    harness.state.commitPage = commitPage;
    harness.goCold();
    await harness.process([event(2, "a", 2)]);
    expect(await totals(harness, "totals")).toEqual({ a: 3, all: 3 });
  });

  test("takes groups of at least one value", () => {
    expect(() => gathered({ entries: () => [], group: () => "", groupSize: 0 })).toThrow(
      "Cannot gather groups of 0: expected at least 1 value",
    );
  });
});
