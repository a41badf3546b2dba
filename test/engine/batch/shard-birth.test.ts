/** A shard's birth, with a worker that dies half way and a closer that raises the floor meanwhile. */
import { describe, expect, it } from "vitest";
import { BEGINNING_OF_TIME, type EventTimeMs, END_OF_TIME } from "../../../lib/engine/index.ts";
import { Harness, record, SHARD } from "../../support/harness.ts";
import { smallTopology } from "../../support/small-topology.ts";

const FLOOR_MS = 600_000 as EventTimeMs;
const late = record(1, { id: "e1", key: "a", time: 0, value: 1 });

/** The harness's state, dead as soon as the shard's first progress is stored. */
function dyingAtBirth(harness: Harness) {
  let isDead = false;
  return new Proxy(harness.state, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      return async (...args: unknown[]) => {
        if (isDead) throw new Error("dead");
        isDead = name === "commitProgress";
        return method.apply(target, args);
      };
    },
  });
}

async function bornByTheDead(harness: Harness): Promise<void> {
  const sound = harness.ports;
  harness.ports = { ...sound, state: dyingAtBirth(harness) };
  await expect(harness.process([late])).rejects.toThrow("dead");
  harness.ports = sound;
  harness.goCold();
}

describe("a shard whose first worker died at its birth", () => {
  it("is below everything, so that no window closes over it", async () => {
    const harness = new Harness(smallTopology());
    const other = "shardId-000000000001";
    await harness.process([record(2, { id: "e2", key: "b", time: 0, value: 1 })], other);
    await harness.process([record(3, { id: "e3", key: "b", time: 500_000, value: 1 })], other);
    await bornByTheDead(harness);
    expect((await harness.state.readProgress(SHARD))?.watermarkMs).toBe(BEGINNING_OF_TIME);
    expect((await harness.close()).retired).toEqual([]);
  });

  it("starts from the floor as the next worker finds it", async () => {
    const harness = new Harness(smallTopology());
    await bornByTheDead(harness);
    await harness.state.raiseFloor(FLOOR_MS);
    await harness.process([late]);
    expect(harness.expired).toHaveLength(1);
    expect(await harness.state.windowPages(SHARD, END_OF_TIME)).toEqual([]);
    expect((await harness.state.readProgress(SHARD))?.watermarkMs).toBe(FLOOR_MS);
  });

  it("is put at the floor once: what was judged is not judged anew when the floor rises", async () => {
    const harness = new Harness(smallTopology());
    const sound = harness.ports;
    const failing = { ...sound.sideOutputs, sendExpired: async () => Promise.reject(new Error("queue")) };
    harness.ports = { ...sound, sideOutputs: failing };
    await harness.state.raiseFloor(FLOOR_MS);
    await expect(harness.process([late])).rejects.toThrow("queue");
    await harness.state.raiseFloor((FLOOR_MS + 1) as EventTimeMs);
    harness.ports = sound;
    await harness.process([late]);
    expect(harness.expired[0]?.watermarkMs).toBe(FLOOR_MS);
  });
});

it("closeWindows() holds the windows of a shard that is below the floor", async () => {
  const harness = new Harness(smallTopology());
  await harness.process([late]);
  await harness.state.raiseFloor(FLOOR_MS);
  const { retired, panes } = await harness.close();
  expect([...retired, ...panes]).toEqual([]);
});
