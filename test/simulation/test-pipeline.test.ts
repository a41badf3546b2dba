/** The test kit as a user sees it; docs/testing.md shows the same. */
import { describe, expect, it } from "vitest";
import { TestPipeline } from "../../lib/testing/index.ts";
import { minutes } from "../../lib/engine/index.ts";
import { GAP_MS, sessionTopology } from "../support/session-topology.ts";
import { smallTopology } from "../support/small-topology.ts";

const event = (id: string, time: number, value: number) => ({ id, key: "a", time, value });

describe("TestPipeline", () => {
  it("closes windows as virtual time passes", async () => {
    const pipeline = new TestPipeline(smallTopology());
    const start = pipeline.nowMs;
    pipeline.send(event("e1", start, 3));
    pipeline.send(event("e2", start + 1, 4));
    await pipeline.advance(1_000);
    expect(pipeline.windowRows("sums")).toEqual([]);
    await pipeline.advance(300_000);
    expect(pipeline.windowRows("sums")).toEqual([{ key: "a", start, events: 2, total: 7 }]);
    expect(pipeline.panes.map(({ index, timing }) => [index, timing])).toEqual([[0, "ON_TIME"]]);
    expect((await pipeline.latestRows("last")).get("a")).toMatchObject({ value: 4 });
  });

  it("shows late events and dead letters", async () => {
    const pipeline = new TestPipeline(smallTopology());
    pipeline.send("no event");
    pipeline.send(event("e1", pipeline.nowMs, 1));
    await pipeline.advance(300_000);
    pipeline.send(event("e2", pipeline.nowMs - 290_000, 1));
    await pipeline.advance(300_000);
    expect(pipeline.deadLetters.map(({ rejection }) => rejection.reason)).toEqual(["malformed_json"]);
    expect(pipeline.lateEvents.map(({ operators }) => operators)).toEqual([["sums"]]);
  });

  it("shows sessions, live and retired", async () => {
    const pipeline = new TestPipeline(sessionTopology());
    const start = pipeline.nowMs;
    for (const value of [3, 4, 5, 6]) {
      pipeline.send(event(`e${value}`, pipeline.nowMs, value));
      await pipeline.advance(minutes(10));
    }
    const [first] = await pipeline.history("visits");
    expect(first).toEqual({ key: "a", start, end: start + GAP_MS, events: 1, total: 3 });
    const rows = [...(await pipeline.history("visits")), ...(await pipeline.liveRows("visits"))];
    expect(rows.map((row) => (row as { total: number }).total)).toEqual([3, 4, 5, 6]);
  });

  it("gives the same rows under faults", async () => {
    const faults = { throttle: 0.2, lostReply: 0.1, crashAfter: 0.05, pollerRestart: 0.3, stall: 0.02 };
    const pipeline = new TestPipeline(smallTopology(), { faults, seed: 1 });
    const start = pipeline.nowMs;
    for (let n = 0; n < 50; n++) pipeline.send(event(`e${n}`, start + n, 1));
    await pipeline.advance(900_000);
    expect(pipeline.windowRows("sums")).toEqual([{ key: "a", start, events: 50, total: 50 }]);
  });
});
