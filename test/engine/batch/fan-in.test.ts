/** An operator that reads several: what they said of one record comes in the order in which it names them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  announce,
  channelsOf,
  downstreamOf,
  hours,
  keyed,
  type Operator,
  toStream,
  withUpstreams,
} from "../../../lib/engine/index.ts";
import { graphTopology, SILENT_VALUE, type Total } from "../../support/graph-topology.ts";
import { Harness, record } from "../../support/harness.ts";
import type { Event } from "../../support/small-topology.ts";

/** Reads "total", says twice as much, of odd totals only. */
const doubled = downstreamOf<Total>(
  "total",
  keyed<Total, number, Total>({
    key: ({ key }) => key,
    initial: 0,
    observe(_before, { key, total }) {
      return total % 2 === 0 ? { state: total } : { state: total, output: { key, total: 2 * total } };
    },
    row: (key, total) => ({ key, total }),
  }),
);

/** Says each event's own value. */
const values = keyed<Event, number, Total>({
  key: ({ key }) => key,
  initial: 0,
  observe: (_before, { key, value }) => ({ state: value, output: { key, total: value } }),
  row: (key, total) => ({ key, total }),
});

/** All that it hears, in its order, with the identity of each. */
const heard = keyed<Total, readonly string[], never>({
  key: () => "all",
  initial: [],
  observe: (before, { key, total }, { identity }) => ({ state: [...before, `${identity} ${key} ${total}`] }),
  row: (_key, all) => ({ all }),
});

const topologyOf = (added: Record<string, Operator<never>> = {}) =>
  graphTopology({
    doubled,
    values,
    heard: downstreamOf(["doubled", "values", "total"], heard),
    ...(added as Record<string, Operator<Event>>),
  });

const events = fc.array(
  fc.record({ key: fc.constantFrom("a", "b"), value: fc.constantFrom(1, 2, SILENT_VALUE, 12) }),
  { maxLength: 20 },
);

function oracle(all: readonly { readonly key: string; readonly value: number }[]): string[] {
  const totals = new Map<string, number>();
  return all.flatMap(({ key, value }, i) => {
    const total = (totals.get(key) ?? 0) + value;
    totals.set(key, total);
    const isSilent = value === SILENT_VALUE;
    return [
      ...(isSilent || total % 2 === 0 ? [] : [`doubled:e${i} ${key} ${2 * total}`]),
      `values:e${i} ${key} ${value}`,
      ...(isSilent ? [] : [`total:e${i} ${key} ${total}`]),
    ];
  });
}

describe("an operator that reads several", () => {
  it.each([1, 2, 3, 0])("hears them in its own order, in batches of %i", async (size) => {
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const harness = new Harness(topologyOf());
        const records = all.map((event, i) => record(i + 1, { id: `e${i}`, time: 0, ...event }));
        await harness.processIn(size, records);
        const { all: row } = (await harness.latest("heard")) as { all?: { all: string[] } };
        expect(row?.all ?? []).toEqual(oracle(all));
      }),
      { numRuns: 60 },
    );
  });

  it("is behind all that it reads, also when nobody between them has anything to say", () => {
    expect(topologyOf().levels).toEqual([
      ["total", "values"],
      ["parities", "leader", "doubled"],
      ["changes", "heard"],
    ]);
    expect(withUpstreams(topologyOf().operators, "heard")).toEqual(["heard", "doubled", "values", "total"]);
  });

  it("is refused when it names an operator twice", () => {
    expect(() => topologyOf({ twice: downstreamOf(["total", "total"], heard) as never })).toThrow(
      "Cannot run topology graph: twice reads an operator twice",
    );
  });

  it("announces of one record what each says, under ids of their own, into one channel with others", async () => {
    const layout = { chunkEntries: 4, bucketMs: hours(1), retentionMs: hours(1) };
    const rows = announce<Total>({
      announce: ({ total }, identity) => ({ id: identity(), partition: "all", row: { total } }),
      channel: toStream<{ key: string }>("rows", ({ key }) => key),
      ...layout,
    });
    const topology = topologyOf({
      both: downstreamOf(["values", "total"], rows) as never,
      alone: downstreamOf("values", rows) as never,
    });
    const channels = [...channelsOf(topology.operators, "stream")];
    expect(channels.map(([operator, { stream }]) => [operator, stream])).toEqual([
      ["both", "rows"],
      ["alone", "rows"],
    ]);
    const harness = new Harness(topology);
    await harness.process([record(1, { id: "e1", key: "a", time: 0, value: 12 })]);
    const [page] = (await harness.state.keyedPages("shardId-000000000000")).filter(
      ({ key }) => key.name === "both",
    );
    expect(page?.emissions).toEqual([
      { operator: "both", id: "values:e1", row: { total: 12 } },
      { operator: "both", id: "total:e1", row: { total: 12 } },
    ]);
  });
});
