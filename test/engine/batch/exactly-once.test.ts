import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SourceRecord } from "../../../lib/engine/index.ts";
import { Harness, record } from "../../support/harness.ts";
import { type Event, smallTopology } from "../../support/small-topology.ts";

/** Events in rough time order; some negative (alerts), some beyond 100 (stateful). Values add up exactly. */
const events: fc.Arbitrary<Event[]> = fc
  .array(
    fc.record({
      key: fc.constantFrom("a", "b", "__proto__", "constructor", "a/b"),
      jitter: fc.integer({ min: -200_000, max: 4_000 }),
      value: fc.integer({ min: -20, max: 200 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((all) =>
    all.map(({ key, jitter, value }, i) => ({ id: `e${i}`, key, time: i * 4_000 + jitter, value })),
  );

const recordsOf = (all: readonly Event[]): SourceRecord[] => all.map((event, i) => record(i + 1, event));

async function cleanRun(all: readonly Event[]): Promise<Harness> {
  const harness = new Harness(smallTopology());
  await harness.processIn(0, recordsOf(all));
  return harness;
}

describe("processBatch() under exactly-once", () => {
  it("leaves the same state to the byte at batch sizes 1, 2, 7 and all", async () => {
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const expected = await (await cleanRun(all)).snapshot();
        for (const size of [1, 2, 7]) {
          const harness = new Harness(smallTopology());
          await harness.processIn(size, recordsOf(all));
          expect(await harness.snapshot()).toBe(expected);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("leaves the same state when batches come again, cut elsewhere, in other containers, after crashes", async () => {
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.array(
          fc.record({
            from: fc.nat(60),
            length: fc.integer({ min: 1, max: 20 }),
            cold: fc.boolean(),
            crash: fc.nat(12),
          }),
          {
            maxLength: 12,
          },
        ),
        async (all, deliveries) => {
          const records = recordsOf(all);
          const harness = new Harness(smallTopology());
          let acknowledged = 0;
          for (const { from, length, cold, crash } of deliveries) {
            // A delivery starts at or before what is acknowledged: the stream never skips a record.
            const start = Math.min(from, acknowledged);
            const batch = records.slice(start, start + length);
            if (batch.length === 0) continue;
            if (cold) harness.goCold();
            if (await survives(harness, batch, crash))
              acknowledged = Math.max(acknowledged, start + batch.length);
          }
          await harness.process(records.slice(acknowledged));
          expect(await harness.snapshot()).toBe(await (await cleanRun(all)).snapshot());
        },
      ),
      { numRuns: 150 },
    );
  });

  it("leaves the same state when two workers process the same shard at once", async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.scheduler(), async (all, scheduler) => {
        const records = recordsOf(all);
        const one = new Harness(smallTopology());
        const other = new Harness(smallTopology());
        for (const harness of [one, other]) {
          harness.ports = { ...harness.ports, state: scheduled(one.state, scheduler), views: one.views };
        }
        const half = Math.ceil(records.length / 2);
        const both = Promise.all([
          (async () => {
            await one.process(records.slice(0, half));
            await one.process(records.slice(half));
          })(),
          other.process(records),
        ]);
        await scheduler.waitFor(both);
        expect(await one.snapshot()).toBe(await (await cleanRun(all)).snapshot());
      }),
      { numRuns: 60 },
    );
  });
});

/** Processes a batch whose `crash`-th call to the store fails half of the time before, half after it took effect. */
async function survives(harness: Harness, batch: readonly SourceRecord[], crash: number): Promise<boolean> {
  const sound = harness.ports;
  let calls = 0;
  const state = new Proxy(sound.state, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      if (name === "fits") return method.bind(target);
      return async (...args: unknown[]) => {
        calls += 1;
        if (calls === crash && crash % 2 === 0) throw new Error("lost request");
        const result = await method.apply(target, args);
        if (calls === crash && crash % 2 === 1) throw new Error("lost reply");
        return result;
      };
    },
  });
  harness.ports = { ...sound, state };
  try {
    await harness.process(batch);
    return true;
  } catch (error) {
    expect(String(error)).toMatch(/lost/);
    harness.goCold();
    return false;
  } finally {
    harness.ports = sound;
  }
}

/** The store with every call delayed until the scheduler picks it. */
function scheduled<T extends object>(store: T, scheduler: fc.Scheduler): T {
  return new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      if (name === "fits") return method.bind(target);
      return async (...args: unknown[]) => {
        await scheduler.schedule(Promise.resolve(), String(name));
        return method.apply(target, args);
      };
    },
  });
}
