import { describe, expect, it } from "vitest";
import { MemoryStateStore } from "../../../lib/testing/memory-state-store.ts";
import { Harness, record, SHARD } from "../../support/harness.ts";
import { smallTopology } from "../../support/small-topology.ts";

const event = (id: string, time: number, value = 1, key = "a") => ({ id, key, time, value });

describe("a record's verdict", () => {
  //  out of orderness 5 s, windows of 60 s, allowed lateness 60 s: window 0 expires at watermark 120,000
  it("is taken against the watermark of the records before it, itself not included", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([
      record(1, event("e1", 0)),
      record(2, event("e2", 124_999)), // watermark 119,999: window 0 is complete, not retired
      record(3, event("e3", 59_999)), // late
      record(4, event("e4", 125_000)), // watermark 120,000
      record(5, event("e5", 59_999)), // expired
      record(6, event("e6", 60_000)), // window 1: late
    ]);
    const { totals, watermarkMs } = (await harness.state.readProgress(SHARD)) as never as {
      totals: unknown;
      watermarkMs: number;
    };
    expect(totals).toEqual({ applied: 5, expiredLate: 1, deadLettered: 0, duplicates: 0 });
    expect(watermarkMs).toBe(120_000);
    expect(harness.expired.map(({ operators, eventTimeMs }) => [operators, eventTimeMs])).toEqual([
      [["sums"], 59_999],
    ]);
  });

  it("of an expired event leaves it to the operators that did not refuse it", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, event("e1", 500_000)), record(2, event("e2", 0, -7, "b"))]);
    expect(await harness.latest("last")).toMatchObject({ b: { value: -7 } });
    expect(await harness.alerts("alerts")).toEqual([{ id: "e2", value: -7 }]);
  });

  it("of an event beyond the future bound is a dead letter that does not move the watermark", async () => {
    const harness = new Harness(smallTopology());
    const future = { ...record(2, event("e2", 60_001)), arrivalMs: 0 };
    const justNot = { ...record(3, event("e3", 60_000)), arrivalMs: 0 };
    await harness.process([{ ...record(1, event("e1", 0)), arrivalMs: 0 }, future, justNot]);
    expect(harness.deadLetters.map(({ rejection }) => rejection.reason)).toEqual(["future_timestamp"]);
    expect((await harness.state.readProgress(SHARD))?.watermarkMs).toBe(55_000);
  });

  it("of a duplicate is reached by identity, counts once and moves the watermark", async () => {
    const harness = new Harness(smallTopology({ dedupe: "id" }));
    await harness.process([record(1, event("e1", 0)), record(2, event("e1", 0))]);
    harness.goCold();
    await harness.process([record(3, event("e1", 0)), record(4, event("e2", 0))]);
    expect((await harness.state.readProgress(SHARD))?.totals).toEqual({
      applied: 2,
      expiredLate: 0,
      deadLettered: 0,
      duplicates: 2,
    });
  });

  it("of a late duplicate is expired, because lateness is judged first", async () => {
    const harness = new Harness(smallTopology({ dedupe: "id" }));
    await harness.process([
      record(1, event("e1", 0)),
      record(2, event("e2", 500_000)),
      record(3, event("e1", 0)),
    ]);
    expect((await harness.state.readProgress(SHARD))?.totals).toMatchObject({
      expiredLate: 1,
      duplicates: 0,
    });
  });

  it("remembers thousands of identities across containers and forgets those beyond the horizon", async () => {
    const harness = new Harness(smallTopology({ dedupe: "id" }));
    const first = Array.from({ length: 1_000 }, (_, i) => record(i + 1, event(`e${i}`, 1_000)));
    await harness.processIn(100, first);
    harness.goCold();
    await harness.process(first.map((_, i) => record(2_000 + i, event(`e${i}`, 1_000))));
    expect((await harness.state.readProgress(SHARD))?.totals).toMatchObject({
      applied: 1_000,
      duplicates: 1_000,
    });
    await harness.process([record(5_000, event("later", 3_600_000))]);
    expect((await harness.state.readProgress(SHARD))?.ledger.runs).toEqual([]);
  });
});

describe("an operator that throws", () => {
  it("dead-letters the record whole, applies it nowhere, and its neighbours everywhere", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([
      record(1, event("e1", 0, 300)),
      record(2, event("e2", 0, 666)),
      record(3, event("e3", 0, 400)),
    ]);
    const [letter] = harness.deadLetters;
    expect(harness.deadLetters).toHaveLength(1);
    expect(letter?.rejection).toEqual({
      reason: "operator_error",
      error: "operator alerts: threw Error",
      operator: "alerts",
    });
    expect(await harness.latest("last")).toEqual({ a: { key: "a", value: 400, time: 0 } });
    expect(await harness.alerts("alerts")).toEqual([{ id: "e3", value: 400 }]);
    expect((await harness.state.readProgress(SHARD))?.totals).toMatchObject({ applied: 2, deadLettered: 1 });
  });

  it("gets the same verdict after a crash between its pages", async () => {
    const harness = new Harness(smallTopology());
    const records = [
      record(1, event("e1", 0, 300)),
      record(2, event("e2", 0, 666)),
      record(3, event("e3", 0, 5)),
    ];
    const sound = harness.ports;
    let commits = 0;
    const state = new Proxy(harness.state, {
      get(target, name) {
        const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
        if (name === "fits") return method.bind(target);
        return async (...args: unknown[]) => {
          if (name === "commitPage") commits += 1;
          if (name === "commitPage" && commits === 2) throw new Error("crash");
          return method.apply(target, args);
        };
      },
    });
    harness.ports = { ...sound, state };
    await expect(harness.process(records)).rejects.toThrow("crash");
    harness.ports = sound;
    harness.goCold();
    await harness.process(records);
    expect((await harness.state.readProgress(SHARD))?.totals).toMatchObject({ applied: 2, deadLettered: 1 });
    const clean = new Harness(smallTopology());
    await clean.process(records);
    expect(await harness.snapshot()).toBe(await clean.snapshot());
  });
});

describe("a page that its store cannot hold any more", () => {
  it("dead-letters the records that would have filled it, applies them nowhere, and goes on", async () => {
    const harness = new Harness(smallTopology(), new MemoryStateStore(2));
    await harness.process([record(1, event("e1", 0, 1, "a")), record(2, event("e2", 0, 1, "b"))]);
    await harness.process([record(3, event("e3", 0, 1, "c"))]);
    await harness.process([record(4, event("e4", 0, 7, "a"))]);
    expect(harness.deadLetters.map(({ rejection }) => rejection)).toEqual([
      {
        reason: "operator_error",
        error: "page sums: full; give its operators a finer 'page', or shorter windows",
        operator: "sums",
      },
    ]);
    expect(Object.keys(await harness.latest("last"))).toEqual(["a", "b"]);
    expect((await harness.state.readProgress(SHARD))?.totals).toMatchObject({ applied: 3, deadLettered: 1 });
  });
});

describe("a record that cannot be read", () => {
  const reasons = [
    ["malformed_json", "{"],
    ["malformed_json", ""],
    ["malformed_json", "NaN"],
    ["schema_violation", "null"],
    ["schema_violation", "[1]"],
    ["schema_violation", '{"id":"x","key":"a","time":1e400,"value":1}'],
    ["schema_violation", '{"id":"x","key":"a","time":1.5,"value":1}'],
    ["schema_violation", '{"id":"x","key":"a","time":9e15,"value":1}'],
    ["schema_violation", '{"__proto__":{"id":"x"},"key":"a","time":1,"value":1}'],
    ["schema_violation", "[".repeat(20_000) + "]".repeat(20_000)],
    ["operator_error", JSON.stringify(event("x", 0, 1, "k".repeat(257)))],
  ] as const;

  it.each(reasons)("is dead-lettered as %s and its neighbours are applied: %.40s", async (reason, text) => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, event("e1", 0)), record(2, text), record(3, event("e3", 0))]);
    expect(
      harness.deadLetters.map(({ record: { content }, rejection }) => [content, rejection.reason]),
    ).toEqual([[{ kind: "event", text, replay: null }, reason]]);
    expect((await harness.state.readProgress(SHARD))?.totals).toMatchObject({ applied: 2, deadLettered: 1 });
  });

  it("is described by field, expectation and type, never by value", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, '{"id":"x","key":"a","time":"secret","value":null}')]);
    expect(harness.deadLetters[0]?.rejection.error).not.toContain("secret");
    expect(harness.deadLetters[0]?.rejection.error).toMatch(/^time: .*number.*string; value: .*number.*null/);
  });
});
