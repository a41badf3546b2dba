/** Events joined with a table as it stands at their place in the log. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { downstreamOf, enrich, keyed } from "../../../lib/engine/index.ts";
import { graphTopology } from "../../support/graph-topology.ts";
import { Harness, record } from "../../support/harness.ts";
import type { Event } from "../../support/small-topology.ts";

type Said = { readonly key: string; readonly total: number; readonly kind: "row" | "end" | "event" };

const ENDING = 0;
/** An odd value changes the table, which says so; all are events. */
const isChange = (value: number) => value === ENDING || value % 2 === 1;

const totals = keyed<Event, number, Said>({
  key: ({ key }) => key,
  initial: 0,
  observe(before, { key, value }) {
    if (value === ENDING) return { state: undefined, output: { key, total: 0, kind: "end" } };
    const total = before + value;
    return isChange(value) ? { state: total, output: { key, total, kind: "row" } } : { state: before };
  },
  row: (key, total) => ({ key, total }),
});

const events = keyed<Event, null, Said>({
  key: () => "all",
  initial: null,
  observe: (state, { key, value }) => ({ state, output: { key, total: value, kind: "event" } }),
  row: () => ({}),
});

const heard = keyed<string, readonly string[], never>({
  key: () => "all",
  initial: [],
  observe: (before, said) => ({ state: [...before, said] }),
  row: (_key, all) => ({ all }),
});

function harnessOf(order: readonly [string, string]): Harness {
  const enriched = enrich<Said, number, string>({
    key: ({ key }) => key,
    table: ({ kind, total }) => (kind === "event" ? undefined : kind === "end" ? null : total),
    join: ({ key, total }, row) => `${key} ${total} at ${row}`,
    row: (key, total) => ({ key, total }),
  });
  const topology = {
    totals,
    events,
    enriched: downstreamOf(order, enriched),
    heard: downstreamOf("enriched", heard),
  };
  return new Harness(graphTopology(topology));
}

const sent = fc.array(
  fc.record({ key: fc.constantFrom("a", "b"), value: fc.constantFrom(ENDING, 1, 2, 3, 4) }),
  { maxLength: 20 },
);

describe("enrich()", () => {
  it.each([
    ["behind", ["totals", "events"]],
    ["in front of", ["events", "totals"]],
  ] as const)("joins each event with the table %s its own change", async (place, order) => {
    await fc.assert(
      fc.asyncProperty(sent, fc.integer({ min: 0, max: 4 }), async (all, size) => {
        const harness = harnessOf(order);
        const records = all.map((event, i) => record(i + 1, { id: `e${i}`, time: 0, ...event }));
        await harness.processIn(size, records);
        const table = new Map<string, number>();
        const expected = all.map(({ key, value }) => {
          const before = table.get(key) ?? null;
          if (value === ENDING) table.delete(key);
          else if (isChange(value)) table.set(key, (before ?? 0) + value);
          return `${key} ${value} at ${place === "behind" ? (table.get(key) ?? null) : before}`;
        });
        const { all: row } = (await harness.latest("heard")) as { all?: { all: string[] } };
        expect(row?.all ?? []).toEqual(expected);
        const rows = [...table].map(([key, total]) => [key, { key, total }]);
        expect(await harness.latest("enriched")).toEqual(Object.fromEntries(rows));
      }),
      { numRuns: 80 },
    );
  });
});
