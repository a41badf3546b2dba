import { describe, expect, it } from "vitest";
import { BEFORE_FIRST, type EventTimeMs, type StreamShard } from "../../../lib/engine/index.ts";
import { Harness, record, SHARD } from "../../support/harness.ts";
import { smallTopology } from "../../support/small-topology.ts";

const OTHER = "shardId-000000000001";
const event = (id: string, time: number, value = 1, key = "a") => ({ id, key, time, value });
const shard = (shardId: string, closed = false): StreamShard => ({
  shardId,
  parents: [],
  closed,
  hashKey: "0",
});
const sumsOf = (harness: Harness) =>
  harness.views.rows().map(({ paneIndex, row: { key, start, events } }) => [key, start, events, paneIndex]);

describe("closeWindows()", () => {
  it("tells the shards in which records wait, with their watermarks, and of one without any, since when", async () => {
    const harness = new Harness(smallTopology());
    harness.nowMs = 1_000;
    await harness.process([record(1, event("e1", 70_000))]);
    await harness.process([record(1, event("e2", 90_000))], OTHER);
    const fresh = "shardId-000000000002";
    const { waiting } = await harness.close({
      listShards: async () => [shard(SHARD), shard(OTHER), shard(fresh)],
      waitingSince: async (shardId) => (shardId === OTHER ? null : 500),
    });
    expect(waiting).toEqual([
      { shardId: SHARD, watermarkMs: 65_000 },
      { shardId: fresh, watermarkMs: 500 },
    ]);
  });

  //  windows of 60 s, 5 s of disorder, 60 s of allowed lateness
  it("completes a window exactly when the watermark reaches its end", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, event("e1", 0)), record(2, event("e2", 64_999))]);
    expect((await harness.close()).panes).toEqual([]);
    await harness.process([record(3, event("e3", 65_000))]);
    const { panes } = await harness.close();
    expect(panes.map(({ index, timing, key }) => [index, timing, key.window.startMs])).toEqual([
      [0, "ON_TIME", 0],
    ]);
    expect(sumsOf(harness)).toEqual([["a", 0, 1, 0]]);
  });

  it("emits a LATE pane with the next index for a late event, and none when nothing changed", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, event("e1", 0)), record(2, event("e2", 70_000))]);
    await harness.close();
    expect((await harness.close()).panes).toEqual([]);
    await harness.process([record(3, event("e3", 1))]);
    const { panes } = await harness.close();
    expect(panes.map(({ index, timing }) => [index, timing])).toEqual([[1, "LATE"]]);
    expect(sumsOf(harness)).toEqual([["a", 0, 2, 1]]);
  });

  it("retires a window one allowed lateness after its end, deletes its state and never opens it again", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, event("e1", 0)), record(2, event("e2", 125_000))]);
    const { retired } = await harness.close();
    expect(retired.map(({ window }) => window.startMs)).toEqual([0]);
    expect(await harness.state.windowPages(SHARD, 60_000 as EventTimeMs)).toEqual([]);
    await harness.process([record(3, event("e3", 0))]);
    expect(harness.expired).toHaveLength(1);
    expect((await harness.close()).panes).toEqual([]);
    expect(sumsOf(harness)).toEqual([["a", 0, 1, 0]]);
  });

  it("ignores and removes what a stray writer left in a page of a retired window", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, event("e1", 0)), record(2, event("e2", 125_000))]);
    const [page] = await harness.state.windowPages(SHARD, 60_000 as EventTimeMs);
    await harness.close();
    await harness.state.commitPage(page as never, null);
    expect((await harness.close()).panes).toEqual([]);
    expect(await harness.state.windowPages(SHARD, 60_000 as EventTimeMs)).toEqual([]);
    expect(sumsOf(harness)).toEqual([["a", 0, 1, 0]]);
  });

  it("waits for the slowest shard and merges the partials of all", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, event("e1", 0, 10)), record(2, event("e2", 300_000))]);
    await harness.process([record(1, event("o1", 30_000, 7))], OTHER);
    expect((await harness.close()).panes).toEqual([]);
    await harness.process([record(2, event("o2", 70_000))], OTHER);
    expect((await harness.close()).watermarkMs).toBe(65_000);
    expect(harness.views.rows().map(({ row }) => row)).toEqual([
      { key: "a", start: 0, events: 2, total: 17 },
    ]);
  });

  it("is held by an unprocessed shard with records, not by an empty one, nor by a drained parent", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, event("e1", 0)), record(2, event("e2", 70_000))]);
    await harness.process([record(1, event("p1", 0))], OTHER);
    const parent = shard(OTHER, true);
    const streamWith = (waiting: boolean) => ({
      listShards: async () => [shard(SHARD), parent, shard("shardId-000000000002")],
      waitingSince: async (shardId: string, position: string) => {
        const isNewborn = shardId === "shardId-000000000002";
        return (isNewborn ? waiting && position === BEFORE_FIRST : shardId === SHARD) ? 0 : null;
      },
    });
    expect((await harness.close(streamWith(true))).panes).toEqual([]);
    const { panes } = await harness.close(streamWith(false));
    expect(panes.map(({ index }) => index)).toEqual([0]);
  });

  it("rewrites the rows of a pane whose closer died before it had published them", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, event("e1", 0)), record(2, event("e2", 70_000))]);
    const sound = harness.ports;
    const views = { ...sound.views, putRows: () => Promise.reject(new Error("died")) };
    harness.ports = { ...sound, views: views as never };
    await expect(harness.close()).rejects.toThrow("died");
    harness.ports = sound;
    const { panes } = await harness.close();
    expect(panes.map(({ index, timing, version }) => [index, timing, version])).toEqual([[0, "ON_TIME", 3]]);
    expect(sumsOf(harness)).toEqual([["a", 0, 1, 0]]);
  });

  it("emits every pane once when two closers run at once", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, event("e1", 0)), record(2, event("e2", 200_000))]);
    const reports = await Promise.all([harness.close(), harness.close()]);
    expect(reports.flatMap(({ panes }) => panes.map(({ index }) => index))).toEqual([0]);
    expect(sumsOf(harness)).toEqual([["a", 0, 1, 0]]);
  });
});

describe("an idle shard", () => {
  const beats: { shardId: string; watermarkMs: number }[] = [];
  const idle = (drained: readonly string[], sinceMs = 0) => ({
    listShards: async () => [shard(SHARD), shard(OTHER)],
    waitingSince: async (shardId: string) => (drained.includes(shardId) ? null : sinceMs),
    putHeartbeat: async ({ shardId }: StreamShard, watermarkMs: number) => {
      beats.push({ shardId, watermarkMs });
    },
  });

  async function twoShards(): Promise<Harness> {
    beats.length = 0;
    const harness = new Harness(smallTopology());
    harness.nowMs = 1_000_000;
    await harness.process([record(1, event("e1", 0))]);
    await harness.process([record(1, event("o1", 90_000))], OTHER);
    return harness;
  }

  it("gets a heartbeat with the active shards' minimum after idleAfter, one millisecond before not", async () => {
    const harness = await twoShards();
    harness.nowMs = 1_029_999;
    await harness.close(idle([SHARD]));
    expect(beats).toEqual([]);
    harness.nowMs = 1_030_000;
    await harness.close(idle([SHARD]));
    expect(beats).toEqual([{ shardId: SHARD, watermarkMs: 85_000 }]);
  });

  it("gets none while records wait behind its high-water mark, until nothing has moved for ten times as long", async () => {
    const harness = await twoShards();
    harness.nowMs = 1_299_999;
    await harness.close(idle([]));
    expect(beats).toEqual([]);
    harness.nowMs = 9_000_000;
    await harness.close(idle([], 8_700_001));
    expect(beats).toEqual([]);
    await harness.close(idle([], 8_700_000));
    expect(beats.map(({ watermarkMs }) => watermarkMs)).toEqual([180_000, 180_000]);
  });

  it("that is closed and stuck lets its child be born, and is done once the child is", async () => {
    const harness = await twoShards();
    const [parent, child] = [shard(SHARD, true), { ...shard("shardId-000000000002"), parents: [SHARD] }];
    const stream = (sinceMs: number) => ({
      ...idle([OTHER, child.shardId], sinceMs),
      listShards: async () => [parent, shard(OTHER), child],
    });
    harness.nowMs = 9_000_000;
    await harness.close(stream(8_700_000));
    expect(beats.map(({ shardId }) => shardId).sort()).toEqual([OTHER, child.shardId]);
    harness.ports = { ...harness.ports, parentsOf: async () => [SHARD] };
    const content = { kind: "heartbeat", watermarkMs: 180_000 as EventTimeMs } as const;
    await harness.process([{ ...record(9, ""), content }], child.shardId);
    await harness.process([{ ...record(9, ""), content }], OTHER);
    const { retired } = await harness.close(stream(8_700_000));
    expect(retired).toHaveLength(2);
  });

  it("moves on at the clock's pace when all are idle, no farther than the last window's retirement", async () => {
    const harness = await twoShards();
    harness.nowMs = 1_040_000;
    await harness.close(idle([SHARD, OTHER]));
    expect(beats.map(({ watermarkMs }) => watermarkMs)).toEqual([125_000, 125_000]);
    beats.length = 0;
    harness.nowMs = 99_000_000;
    await harness.close(idle([SHARD, OTHER]));
    expect(beats.map(({ watermarkMs }) => watermarkMs)).toEqual([180_000, 180_000]);
  });

  it("closes its windows through its log, and then nothing runs any more", async () => {
    const harness = await twoShards();
    harness.nowMs = 99_000_000;
    await harness.close(idle([SHARD, OTHER]));
    for (const { shardId, watermarkMs } of beats) {
      const content = { kind: "heartbeat", watermarkMs: watermarkMs as EventTimeMs } as const;
      await harness.process([{ ...record(9, ""), content }], shardId);
    }
    beats.length = 0;
    const { retired } = await harness.close(idle([SHARD, OTHER]));
    expect(retired).toHaveLength(2);
    await harness.close(idle([SHARD, OTHER]));
    expect(beats).toEqual([]);
    expect((await harness.state.readProgress(SHARD))?.totals.applied).toBe(1);
  });

  it("closes the windows of shards that were resharded away, though nothing ever comes to their children", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, event("e1", 0))]);
    const beats: [string, number][] = [];
    const stream = {
      listShards: async () => [shard(SHARD, true), { ...shard(OTHER), parents: [SHARD] }],
      waitingSince: async () => null,
      putHeartbeat: async ({ shardId }: StreamShard, watermarkMs: EventTimeMs) => {
        beats.push([shardId, watermarkMs]);
      },
    };
    harness.nowMs = 200_000;
    await harness.close(stream);
    expect(beats).toEqual([[OTHER, 120_000]]);
  });

  it("leaves a claim alone that shows more than it has read", async () => {
    const harness = new Harness(smallTopology());
    await harness.process([record(1, event("e1", 0)), record(2, event("e2", 70_000))]);
    const [page] = await harness.state.windowPages(SHARD, 60_000 as EventTimeMs);
    const [mark] = [...(page?.sections.values() ?? [])].map((section) => section.mark);
    const key = { operator: "sums", window: { startMs: 0, endMs: 60_000 }, page: "sums" } as never;
    const marks = new Map([[SHARD, `${mark}9`.slice(1) as never]]);
    const claim = {
      key,
      index: 0,
      timing: "ON_TIME",
      version: 1,
      marks,
      published: false,
      final: false,
      archive: null,
    } as const;
    await harness.state.commitPane(claim);
    expect((await harness.close()).panes).toEqual([]);
    expect(await harness.state.readPane(key)).toEqual(claim);
  });
});
