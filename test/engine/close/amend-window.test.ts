/** Amending retired windows, against the fold of all of their events, with crashes at every call. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AmendPorts,
  amendWindow,
  eventTime,
  type LateEvent,
  refusedWindows,
} from "../../../lib/engine/index.ts";
import { MemoryLateStore } from "../../../lib/testing/memory-late-store.ts";
import { Harness, record, SHARD } from "../../support/harness.ts";
import { smallTopology } from "../../support/small-topology.ts";

const WINDOW = { startMs: eventTime(0), endMs: eventTime(60_000) };
const OTHER = "shardId-000000000001";
const event = (id: string, value: number, key = "a", time = 0) => ({ id, key, time, value });

/** A pipeline whose first window is retired, with what expired behind it in a late store. */
class Late {
  readonly harness = new Harness(smallTopology({ dedupe: "id" }));
  readonly late = new MemoryLateStore();
  readonly #texts = new Map<string, string>();
  #position = 0;

  async send(events: readonly object[], shardId = SHARD): Promise<void> {
    const records = events.map((one) => record((this.#position += 1), one));
    await this.harness.process(records, shardId);
  }

  async retire(): Promise<void> {
    for (const shardId of [SHARD, OTHER])
      await this.send([event(`end-${shardId}`, 1, "z", 125_000)], shardId);
    await this.harness.close();
  }

  /** Moves what has expired into the late store, as the late-data handler does. */
  async store(shardId = SHARD): Promise<void> {
    const events = this.harness.expired.map(
      ({ record: late, eventTimeMs, watermarkMs, operators, isDuplicate }) => {
        if (late.content.kind === "event") this.#texts.set(late.sequenceNumber, late.content.text);
        const refused = refusedWindows(this.harness.topology, operators, eventTimeMs);
        const { sequenceNumber } = late;
        const place = {
          shardId,
          sequenceNumber,
          partitionKey: "a",
          arrivalMs: null,
          data: null,
          overflow: null,
        };
        return { ...place, eventTimeMs, watermarkMs, isDuplicate, refused } satisfies LateEvent;
      },
    );
    await this.late.put(events);
  }

  get ports(): AmendPorts {
    const { state, views } = this.harness.ports;
    const textOf = async ({ sequenceNumber }: LateEvent) => this.#texts.get(sequenceNumber) ?? "";
    return { state, views, late: this.late, textOf };
  }

  amend(isDryRun = false, ports = this.ports) {
    return amendWindow(this.harness.topology, ports, "sums", WINDOW, isDryRun);
  }

  rows(): unknown[] {
    return this.harness.views
      .rows()
      .filter(({ windowStartMs }) => windowStartMs === 0)
      .map(({ paneIndex, row: { key, events, total } }) => [key, events, total, paneIndex])
      .sort();
  }
}

describe("amendWindow()", () => {
  it("folds late events of known and new keys into the retired window, over all shards, and emits the next pane", async () => {
    const late = new Late();
    await late.send([event("e1", 1)]);
    await late.send([event("e2", 2)], OTHER);
    await late.retire();
    expect(late.rows()).toEqual([["a", 2, 3, 0]]);
    await late.send([event("e3", 4), event("e4", 8, "__proto__")]);
    await late.store();
    expect((await late.amend(true)).amendments).toMatchObject([{ events: 2, paneIndex: 1, rows: 2 }]);
    expect(late.rows()).toEqual([["a", 2, 3, 0]]);
    expect((await late.amend()).amendments).toMatchObject([{ events: 2, paneIndex: 1, rows: 2 }]);
    expect(late.rows()).toEqual([
      ["__proto__", 1, 8, 1],
      ["a", 3, 7, 1],
    ]);
  });

  it("changes nothing when run again, and adds only what has come since", async () => {
    const late = new Late();
    await late.send([event("e1", 1)]);
    await late.retire();
    await late.send([event("e2", 2)]);
    await late.store();
    await late.amend();
    expect(await late.amend()).toEqual({ amendments: [], alreadyIn: 1, duplicates: 0, unreadable: 0 });
    await late.send([event("e3", 4)]);
    await late.store();
    expect(await late.amend()).toMatchObject({ amendments: [{ events: 1, paneIndex: 2 }], alreadyIn: 1 });
    expect(late.rows()).toEqual([["a", 3, 7, 2]]);
  });

  it("leaves out late copies of events that were applied or have expired before", async () => {
    const late = new Late();
    await late.send([event("e1", 1)]);
    await late.retire();
    await late.send([event("e1", 1), event("e2", 2), event("e2", 2)]);
    await late.store();
    expect(await late.amend()).toMatchObject({ amendments: [{ events: 1 }], duplicates: 2 });
    expect(late.rows()).toEqual([["a", 2, 3, 1]]);
  });

  it("opens a window in which nothing was in time", async () => {
    const late = new Late();
    await late.retire();
    await late.send([event("e1", 5)]);
    await late.store();
    await late.amend();
    expect(late.rows()).toEqual([["a", 1, 5, 0]]);
    expect((await late.harness.close()).panes).toEqual([]);
  });

  it("refuses a window that still takes late events, and a time at which none begins", async () => {
    const late = new Late();
    await late.send([event("e1", 1)]);
    await expect(late.amend()).rejects.toThrow("still takes late events");
    const askew = { startMs: eventTime(1), endMs: eventTime(60_001) };
    await expect(amendWindow(late.harness.topology, late.ports, "sums", askew, true)).rejects.toThrow(
      "expected the start of a window",
    );
    await expect(amendWindow(late.harness.topology, late.ports, "last", WINDOW, true)).rejects.toThrow(
      "expected a windowed operator",
    );
  });

  it("ends in the same rows after a crash before or after any of its calls", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -9, max: 99 }), { maxLength: 5 }),
        fc.array(fc.integer({ min: -9, max: 99 }), { minLength: 1, maxLength: 5 }),
        fc.array(fc.tuple(fc.nat({ max: 8 }), fc.boolean()), { maxLength: 4 }),
        async (early, tardy, crashes) => {
          const late = new Late();
          await late.send(early.map((value, i) => event(`early-${i}`, value)));
          await late.retire();
          await late.send(tardy.map((value, i) => event(`late-${i}`, value)));
          await late.store();
          for (const [calls, isAfter] of crashes) {
            const { state, views, ...others } = late.ports;
            const dying = dyingAfter(calls, isAfter);
            const ports = { ...others, state: dying(state), views: dying(views) };
            await late.amend(false, ports).catch(() => {});
          }
          await late.amend();
          const all = [...early, ...tardy];
          const total = all.reduce((sum, value) => sum + value, 0);
          expect(late.rows().map((row) => (row as unknown[]).slice(0, 3))).toEqual([
            ["a", all.length, total],
          ]);
        },
      ),
    );
  });
});

/** Wraps stores so that the n-th call of all together fails, before or after its effect, and every one behind it. */
function dyingAfter(calls: number, isAfter: boolean): <T extends object>(target: T) => T {
  let left = calls;
  return (target) =>
    new Proxy(target, {
      get(object, name) {
        const method = Reflect.get(object, name) as (...args: unknown[]) => unknown;
        return async (...args: unknown[]) => {
          left -= 1;
          if (left < -1 || (left === -1 && !isAfter)) throw new Error("died");
          const result = await method.apply(object, args);
          if (left === -1) throw new Error("died");
          return result;
        };
      },
    });
}
