import { MemoryStateStore } from "../../../lib/testing/memory-state-store.ts";
import { describe, expect, it } from "vitest";
import { Harness, record, SHARD } from "../../support/harness.ts";
import { smallTopology } from "../../support/small-topology.ts";

describe("an event's identity", () => {
  it("is kept short in the ledger however long the event's own id is, and still told apart", async () => {
    const harness = new Harness(smallTopology({ dedupe: "id" }));
    const event = (id: string) => ({ id, key: "a", time: 0, value: 1 });
    const long = "x".repeat(100_000);
    await harness.process([record(1, event(long)), record(2, event(long)), record(3, event(`${long}y`))]);
    const progress = await harness.state.readProgress(SHARD);
    expect(progress?.totals).toMatchObject({ applied: 2, duplicates: 1 });
    expect(progress?.ledger.tail.map(([identity]) => identity.length)).toEqual([22, 22]);
  });
});

describe("a cold worker", () => {
  it("finds a full page before it writes any other, and refuses the record that does not fit", async () => {
    const harness = new Harness(smallTopology({}), new MemoryStateStore(2));
    const event = (id: string, key: string) => ({ id, key, time: 0, value: 1 });
    await harness.process([record(1, event("e1", "a")), record(2, event("e2", "b"))]);
    harness.goCold();
    await harness.process([record(3, event("e3", "c"))]);
    expect(harness.deadLetters.map(({ rejection }) => rejection.operator)).toEqual(["sums"]);
    expect(Object.keys(await harness.latest("last"))).toEqual(["a", "b"]);
  });
});
