/** Operators that read operators: exact in every batching, through crashes, and refused by name where they cannot be. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  downstreamOf,
  keyed,
  latest,
  minutes,
  tumbling,
  windowed,
  count,
} from "../../../lib/engine/index.ts";
import { Harness, record, SHARD } from "../../support/harness.ts";
import { graphTopology, SILENT_VALUE, type Total } from "../../support/graph-topology.ts";
import type { Event } from "../../support/small-topology.ts";

const MINUTE = 60_000;
const events = fc.array(
  fc.record({
    key: fc.constantFrom("a", "b", "__proto__"),
    time: fc.integer({ min: -3 * MINUTE, max: 3 * MINUTE }),
    value: fc.constantFrom(1, 2, 3, SILENT_VALUE, 12),
  }),
  { maxLength: 30 },
);

type Sent = Omit<Event, "id">;

function recordsOf(all: readonly Sent[]) {
  return all.map((event, i) => record(i + 1, { id: `e${i}`, ...event }));
}

/** One event after the other, by the plainest means. */
function oracle(all: readonly Sent[]) {
  const totals = new Map<string, number>();
  const windows = new Map<string, { events: number; sum: number }>();
  const changes: Total[] = [];
  let watermark = Number.NEGATIVE_INFINITY;
  let leader = -1e9;
  for (const { key, time, value } of all) {
    const total = (totals.get(key) ?? 0) + value;
    totals.set(key, total);
    const start = Math.floor(time / MINUTE) * MINUTE;
    if (value !== SILENT_VALUE) {
      if (start + 2 * MINUTE > watermark) {
        const id = `${start} ${total % 2 === 0 ? "even" : "odd"}`;
        const { events, sum } = windows.get(id) ?? { events: 0, sum: 0 };
        windows.set(id, { events: events + 1, sum: sum + total });
      }
      if (total > leader) changes.push({ key, total });
      leader = Math.max(leader, total);
    }
    watermark = Math.max(watermark, time - 5_000);
  }
  return { totals, windows, changes };
}

async function seen(harness: Harness) {
  const end = 8.64e15;
  await harness.process([
    {
      ...record(1_000_000, ""),
      content: { kind: "heartbeat", watermarkMs: end as never },
    },
  ]);
  await harness.close();
  const windows = harness.views
    .rows()
    .map(({ row: { start, parity, events, sum } }) => [`${start} ${parity}`, { events, sum }]);
  const totals = Object.values(await harness.latest("total")).map((row) => {
    const { key, total } = row as Total;
    return [key, total] as const;
  });
  return {
    totals: new Map(totals),
    windows: new Map(windows as [string, { events: number; sum: number }][]),
    // The history goes by hour of event time; totals of changes only rise.
    changes: ((await harness.alerts("changes")) as Total[]).sort((one, other) => one.total - other.total),
  };
}

describe("operators that read operators", () => {
  it.each([1, 2, 0])("show what one event after the other would make, in batches of %i", async (size) => {
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const harness = new Harness(graphTopology());
        await harness.processIn(size, recordsOf(all));
        expect(await seen(harness)).toEqual(oracle(all));
      }),
      { numRuns: 60 },
    );
  });

  it("show the same after crashes before and after any call, cut elsewhere, in other containers", async () => {
    const cuts = fc.array(fc.record({ length: fc.integer({ min: 1, max: 12 }), crash: fc.nat(14) }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(events, cuts, async (all, deliveries) => {
        const records = recordsOf(all);
        const harness = new Harness(graphTopology());
        let acknowledged = 0;
        for (const { length, crash } of deliveries) {
          const batch = records.slice(acknowledged, acknowledged + length);
          if (batch.length === 0) continue;
          if (await survives(harness, batch, crash)) acknowledged += batch.length;
          else harness.goCold();
        }
        await harness.process(records.slice(acknowledged));
        expect(await seen(harness)).toEqual(oracle(all));
      }),
      { numRuns: 200 },
    );
  });

  it("take a batch that is larger than a step whole", async () => {
    const all = Array.from({ length: 450 }, (_, i) => ({
      key: `k${i % 7}`,
      time: i * 1_000,
      value: 1 + (i % 3),
    }));
    const harness = new Harness(graphTopology());
    const { counts } = await harness.process(recordsOf(all));
    expect(counts).toMatchObject({ events: 450, applied: 450 });
    expect(await seen(harness)).toEqual(oracle(all));
  });

  it("send an event that comes too late for a window downstream the late way, and apply it elsewhere", async () => {
    const harness = new Harness(graphTopology());
    const all = [
      { key: "a", time: 0, value: 1 },
      { key: "a", time: 3 * MINUTE, value: 1 },
      { key: "a", time: MINUTE - 1, value: 1 },
      { key: "a", time: MINUTE, value: 1 },
    ];
    const { counts } = await harness.process(recordsOf(all));
    expect(counts).toMatchObject({ applied: 3, expiredLate: 1, late: 1 });
    expect(harness.expired.map(({ operators }) => operators)).toEqual([["parities"]]);
    expect(await harness.latest("total")).toEqual({ a: { key: "a", total: 4 } });
  });
});

describe("an operator downstream that cannot take what was said", () => {
  const refusing = graphTopology({
    sad: downstreamOf<Total>(
      "total",
      latest({
        key: ({ key, total }) => {
          if (total === 5) throw new Error(`secret of ${key}`);
          return key;
        },
        stored: ({ total }) => total,
        row: (key, _time, total) => ({ key, total }),
      }),
    ),
  });

  it.each([1, 2, 0])("refuses the record everywhere, in batches of %i", async (size) => {
    const harness = new Harness(refusing);
    const all = [3, 2, 4].map((value, i) => ({ key: "a", time: i, value }));
    await harness.processIn(size, recordsOf(all));
    expect(harness.deadLetters.map(({ rejection }) => rejection)).toEqual([
      { reason: "operator_error", operator: "sad", error: "operator sad: threw Error" },
    ]);
    expect((await harness.state.readProgress(SHARD))?.totals).toMatchObject({ applied: 2, deadLettered: 1 });
    expect(await harness.latest("total")).toEqual({ a: { key: "a", total: 7 } });
  });
});

describe("topology()", () => {
  it.each([
    ["an operator that is not there", "nobody"],
    ["an operator that says nothing", "parities"],
    ["a name that every object has", "toString"],
  ])("refuses an operator that reads %s", (_, upstream) => {
    expect(() => graphTopology({ reader: downstreamOf(upstream, countByMinute()) })).toThrow(
      `Cannot run topology graph: reader reads ${upstream}, expected the name of a keyed or a gathered operator`,
    );
  });

  it("refuses operators that read each other", () => {
    const echo = keyed<Total, number, Total>({
      key: () => "all",
      initial: 0,
      observe: (before, output) => ({ state: before + 1, output }),
      row: (key, events) => ({ key, events }),
    });
    expect(() => graphTopology({ one: downstreamOf("two", echo), two: downstreamOf("one", echo) })).toThrow(
      "Cannot run topology graph: one reads, over others, what it says itself",
    );
  });

  it("refuses, at its first batch, an operator that shares a page with one that it reads", async () => {
    const sharing = latest<Total, number>({
      key: ({ key }) => key,
      page: () => "total",
      stored: ({ total }) => total,
      row: (key, _time, total) => ({ key, total }),
    });
    const harness = new Harness(graphTopology({ sharing: downstreamOf("total", sharing) }));
    await expect(harness.process(recordsOf([{ key: "a", time: 0, value: 1 }]))).rejects.toThrow(
      "Cannot fold page total: an operator and one that reads it have it both; give it another 'page'",
    );
  });
});

function countByMinute() {
  return windowed<unknown, { events: ReturnType<typeof count> }>({
    window: tumbling(minutes(1)),
    allowedLateness: minutes(1),
    key: () => "all",
    aggregate: { events: count() },
    row: (key, { startMs }, { events }) => ({ key, start: startMs, events }),
  });
}

/** Processes a batch whose `crash`-th call to the store fails: the even ones before, the odd ones after it took effect. */
async function survives(
  harness: Harness,
  batch: ReturnType<typeof recordsOf>,
  crash: number,
): Promise<boolean> {
  const sound = harness.ports;
  let calls = 0;
  const state = new Proxy(sound.state, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      if (name === "fits") return method.bind(target);
      return async (...args: unknown[]) => {
        calls += 1;
        if (calls === crash && crash % 2 === 0) throw new Error("crash");
        const result = await method.apply(target, args);
        if (calls === crash) throw new Error("crash");
        return result;
      };
    },
  });
  harness.ports = { ...sound, state };
  try {
    await harness.process(batch);
    return true;
  } catch {
    return false;
  } finally {
    harness.ports = sound;
  }
}
