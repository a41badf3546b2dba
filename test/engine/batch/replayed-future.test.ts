import { describe, expect, it } from "vitest";
import { Harness, record, SHARD } from "../../support/harness.ts";
import { smallTopology } from "../../support/small-topology.ts";

const event = (id: string, time: number) => ({ id, key: "a", time, value: 1 });

describe("a replayed record", () => {
  it("that still lies in the future is dead-lettered again and does not move the watermark", async () => {
    const harness = new Harness(smallTopology());
    const replayed = {
      ...record(2, event("e2", 3_600_000), { origin: "shard:9", attempt: 2 }),
      arrivalMs: 0,
    };
    await harness.process([{ ...record(1, event("e1", 0)), arrivalMs: 0 }, replayed]);
    expect(harness.deadLetters.map(({ rejection }) => rejection.reason)).toEqual(["future_timestamp"]);
    expect((await harness.state.readProgress(SHARD))?.watermarkMs).toBe(-5_000);
    expect((await harness.state.readProgress(SHARD))?.totals.deadLettered).toBe(0);
  });
});
