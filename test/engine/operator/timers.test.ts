/** Timers in event time: they go off where the log says, whatever the batches, crashes and shards. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { count, downstreamOf, keyed, minutes, tumbling, windowed } from "../../../lib/engine/index.ts";
import { graphTopology } from "../../support/graph-topology.ts";
import { Harness, record } from "../../support/harness.ts";
import type { Event } from "../../support/small-topology.ts";

type Said = { readonly key: string; readonly text: string };

/** Above the allowed out-of-orderness of the topology. */
const OUT_OF_ORDERNESS_MS = 5_000;
const OWN_PAGE = 3;

/** An event sets its key's timer `value` ms behind itself; 0 leaves it, -1 cancels it. A timer above 10 sets another. */
const bells = keyed<Event, number, Said>({
  key: ({ key }) => key,
  page: (key) => `bells-${key.charCodeAt(0) % OWN_PAGE}`,
  initial: 0,
  observe(before, { key, value, time, id }) {
    const timerMs = value === 0 ? undefined : value === -1 ? null : time + value;
    return {
      state: before + 1,
      output: { key, text: id },
      ...(timerMs === undefined ? {} : { timerMs }),
    };
  },
  timer: {
    partitionKey: (key) => key,
    onTimer(state, timerMs, key) {
      if (state === 13) throw new Error("secret");
      const text = `${key}@${timerMs}`;
      if (state % 4 === 3) return { state: undefined, output: { key, text } };
      return state % 4 === 2
        ? { state: state + 10, timerMs: timerMs + 1_000, output: { key, text } }
        : { state, output: { key, text } };
    },
  },
  row: (key, state) => ({ key, state }),
});

const heard = keyed<Said, readonly string[], never>({
  key: () => "all",
  initial: [],
  observe: (before, { text }) => ({ state: [...before, text] }),
  row: (_key, all) => ({ all }),
});

const topology = (added = {}) => graphTopology({ bells, heard: downstreamOf("bells", heard), ...added });

const event = fc.record({
  key: fc.constantFrom("a", "b", "c", "d"),
  time: fc.integer({ min: 0, max: 60 }).map((s) => s * 1_000),
  value: fc.constantFrom(0, -1, 1, 1_000, 7_000, 20_000, -20_000),
});
type Sent = Pick<Event, "key" | "time" | "value">;

/** One record after the other; behind each no timer is left at or below the watermark. */
function oracle(all: readonly Sent[]) {
  const states = new Map<string, number>();
  const timers = new Map<string, number>();
  const texts: string[] = [];
  let watermark = Number.NEGATIVE_INFINITY;
  const ring = () => {
    for (;;) {
      const due = [...timers].filter(([, at]) => at <= watermark);
      const [first] = due.sort(([one, at], [other, next]) => at - next || (one < other ? -1 : 1));
      if (first === undefined) return;
      const [key, at] = first;
      timers.delete(key);
      const state = states.get(key) as number;
      if (state === 13) continue;
      texts.push(`${key}@${at}`);
      if (state % 4 === 3) states.delete(key);
      if (state % 4 !== 2) continue;
      states.set(key, state + 10);
      timers.set(key, at + 1_000);
    }
  };
  for (const [i, { key, time, value }] of all.entries()) {
    watermark = Math.max(watermark, time - OUT_OF_ORDERNESS_MS);
    ring();
    states.set(key, (states.get(key) ?? 0) + 1);
    texts.push(`e${i}`);
    if (value === -1) timers.delete(key);
    else if (value !== 0) timers.set(key, time + value);
    ring();
  }
  return { states: Object.fromEntries(states), texts };
}

const recordsOf = (all: readonly Sent[]) => all.map((sent, i) => record(i + 1, { id: `e${i}`, ...sent }));

async function seen(harness: Harness) {
  const states = Object.entries(await harness.latest("bells")).map(([key, row]) => {
    return [key, (row as { state: number }).state];
  });
  const { all: row } = (await harness.latest("heard")) as { all?: { all: string[] } };
  return { states: Object.fromEntries(states), texts: row?.all ?? [] };
}

describe("timers", () => {
  it.each([1, 2, 3, 0])("go off where the log says, in batches of %i", async (size) => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (all) => {
        const harness = new Harness(topology());
        await harness.processIn(size, recordsOf(all));
        expect(await seen(harness)).toEqual(oracle(all));
      }),
      { numRuns: 80 },
    );
  });

  it("go off once, whatever fails between the pages and the progress, and however batches are cut again", async () => {
    const cuts = fc.array(fc.record({ length: fc.integer({ min: 1, max: 10 }), call: fc.nat(12) }), {
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), cuts, async (all, deliveries) => {
        const harness = new Harness(topology());
        const sound = harness.ports;
        for (const { length, call } of deliveries) {
          let calls = 0;
          const state = new Proxy(sound.state, {
            get(target, name) {
              const method = Reflect.get(target, name).bind(target);
              if (name === "fits") return method;
              return async (...args: never[]) => {
                const result = await method(...args);
                calls += 1;
                if (calls > call) throw new Error("crash");
                return result;
              };
            },
          });
          harness.ports = { ...sound, state };
          const done = (await sound.state.readProgress("shardId-000000000000"))?.highWaterMark ?? "";
          const left = recordsOf(all).filter(({ sequenceNumber }) => sequenceNumber > done);
          await harness.process(left.slice(0, length)).catch(() => harness.goCold());
        }
        harness.ports = sound;
        await harness.process(recordsOf(all));
        expect(await seen(harness)).toEqual(oracle(all));
      }),
      { numRuns: 200 },
    );
  });

  it("go off by a heartbeat, in the order of their times and keys, also where no record is", async () => {
    const harness = new Harness(topology());
    await harness.process(
      recordsOf([
        { key: "b", time: 0, value: 2_000 },
        { key: "a", time: 0, value: 2_000 },
        { key: "c", time: 0, value: 1_000 },
      ]),
    );
    await harness.process([
      { ...record(9, ""), content: { kind: "heartbeat", watermarkMs: 2_000 as never } },
    ]);
    expect((await seen(harness)).texts).toEqual(["e0", "e1", "e2", "c@1000", "a@2000", "b@2000"]);
    expect((await harness.state.readProgress("shardId-000000000000"))?.timers).toEqual([]);
  });

  it("that throw are spent and counted, and nothing else is lost", async () => {
    const harness = new Harness(topology());
    const all = Array.from({ length: 13 }, () => ({ key: "a", time: 0, value: 1_000 }));
    const { timersLost, counts } = await harness.process([
      ...recordsOf([...all, { key: "b", time: 20_000, value: 0 }]),
    ]);
    expect({ timersLost, applied: counts.applied }).toEqual({ timersLost: 1, applied: 14 });
    expect((await seen(harness)).states).toEqual({ a: 13, b: 1 });
  });

  it("refuse no record for what they say: what cannot be taken downstream is counted", async () => {
    const sad = keyed<Said, number, never>({
      key: ({ key }) => key,
      initial: 0,
      observe(before, { text }) {
        if (text.includes("@")) throw new Error("secret");
        return { state: before + 1 };
      },
      row: (key, state) => ({ key, state }),
    });
    const harness = new Harness(topology({ sad: downstreamOf("bells", sad) }));
    const { timersLost } = await harness.process(
      recordsOf([
        { key: "a", time: 0, value: 1_000 },
        { key: "b", time: 20_000, value: 0 },
      ]),
    );
    expect({ timersLost, letters: harness.deadLetters }).toEqual({ timersLost: 1, letters: [] });
    expect(await harness.latest("sad")).toEqual({ a: { key: "a", state: 1 }, b: { key: "b", state: 1 } });
    expect((await seen(harness)).texts).toEqual(["e0", "a@1000", "e1"]);
  });

  it("speak at their own time: a window downstream takes them, though the watermark jumps far past it", async () => {
    const rings = windowed({
      window: tumbling(minutes(1)),
      allowedLateness: 0,
      key: ({ key }: Said) => key,
      aggregate: { events: count() },
      row: (key, { startMs }, { events }) => ({ key, start: startMs, events }),
    });
    const harness = new Harness(topology({ rings: downstreamOf("bells", rings) }));
    const { timersLost } = await harness.process(
      recordsOf([
        { key: "a", time: 0, value: 90_000 },
        { key: "b", time: 3_600_000, value: 0 },
      ]),
    );
    await harness.close();
    expect(timersLost).toBe(0);
    const rows = harness.views.rows().filter(({ operator }) => operator === "rings");
    expect(rows.map(({ row }) => row)).toEqual([
      { key: "a", start: 0, events: 1 },
      { key: "a", start: 60_000, events: 1 },
    ]);
  });

  it("follow their keys through a split and a merge, and go off in one shard each", async () => {
    const harness = new Harness(topology());
    const parents: Record<string, string[]> = { left: ["old"], right: ["old"], child: ["left", "right"] };
    const owned: Record<string, string> = { old: "abcd", left: "ab", right: "cd", child: "abcd" };
    harness.ports = {
      ...harness.ports,
      parentsOf: async (shardId) => parents[shardId] ?? [],
      keysOf: async (shardId) => (key) => (owned[shardId] ?? "").includes(key),
    };
    const all = ["a", "b", "c", "d"].map((key, i) => ({
      key,
      time: 0,
      value: [5_000, 50_000, 6_000, 60_000][i] as number,
    }));
    await harness.process(recordsOf(all), "old");
    const beat = (n: number, watermarkMs: number) => ({
      ...record(n, ""),
      content: { kind: "heartbeat" as const, watermarkMs: watermarkMs as never },
    });
    await harness.process([beat(10, 10_000)], "left");
    await harness.process([beat(11, 10_000)], "right");
    const texts = async () => {
      const pages = await Promise.all(
        ["old", "left", "right", "child"].map((shard) => harness.state.keyedPages(shard)),
      );
      return pages
        .flat()
        .flatMap(({ key, outputs }) =>
          outputs
            .filter(({ isOfTimer }) => isOfTimer && key.name.startsWith("bells"))
            .map(({ id }) => `${key.shardId} ${id}`),
        );
    };
    expect((await texts()).sort()).toEqual(["left bells@5000/a", "right bells@6000/c"]);
    await harness.process([beat(12, 70_000)], "child");
    expect((await texts()).filter((text) => text.startsWith("child")).sort()).toEqual([
      "child bells@50000/b",
      "child bells@60000/d",
    ]);
  });
});
