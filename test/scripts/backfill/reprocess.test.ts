/**
 * Goal: reprocessing a stream's log gives the rows that the live pipeline gave, and reads no more than it has to.
 * Method: the simulated world runs a topology over events that are out of order, late and doubled, while shards are split
 * and merged; then the records of its shards are read back in small pages and recomputed.
 */
import { describe, expect, it } from "vitest";
import {
  closeWindows,
  eventTime,
  hours,
  minutes,
  processBatch,
  type SourceRecord,
  type StreamShard,
  seconds,
  workerMemory,
} from "../../../lib/engine/index.ts";
import { MemoryStateStore, Random, type StreamRecord, World } from "../../../lib/testing/index.ts";
import { ArrivalOrder } from "../../../scripts/backfill/arrival-order.ts";
import { compareRows } from "../../../scripts/backfill/compare-rows.ts";
import { type BackfillRange, isCompared, warmUpMs } from "../../../scripts/backfill/range.ts";
import { RecomputedState } from "../../../scripts/backfill/recomputed-state.ts";
import { reprocess } from "../../../scripts/backfill/reprocess.ts";
import type { ShardPages } from "../../../scripts/backfill/shard-pages.ts";
import { shadowPane } from "../../../scripts/backfill/shadow-row.ts";
import { smallTopology } from "../../support/small-topology.ts";

const START_MS = 1_767_225_600_000;
const SEEDS = Array.from({ length: 6 }, (_, seed) => seed);
const PAGE_RECORDS = 7;
/** Copies of one event come within less time than its identity is remembered. */
const COPIED_WITHIN = 300;

describe("reprocess()", () => {
  it.each(SEEDS)(
    "recomputes what the live pipeline showed, whatever was resharded (seed %i)",
    async (seed) => {
      const world = await liveWorld(seed);
      const range = { fromMs: START_MS + minutes(16), toMs: (await world.state.readFloor()) ?? START_MS };
      const { rows } = await recompute(world, range);
      expect(rows.length).toBeGreaterThan(10);
      expect(compareRows(rows, liveRows(world, range)).differences).toEqual([]);
    },
  );

  it("reads no shard on once its watermark has passed the range", async () => {
    const world = await liveWorld(1);
    const range = { fromMs: START_MS, toMs: START_MS + minutes(4) };
    const { rows, outcome } = await recompute(world, range);
    const all = [...world.stream.shards.values()].flatMap(({ records }) => records).length;
    expect(outcome.records).toBeLessThan(0.75 * all);
    expect(compareRows(rows, liveRows(world, range)).differences).toEqual([]);
  });

  it("finds a live row that was changed, one that is lost and one too many", async () => {
    const world = await liveWorld(2);
    const range = { fromMs: START_MS + minutes(3), toMs: START_MS + minutes(8) };
    const { rows } = await recompute(world, range);
    const [first, second, ...others] = liveRows(world, range);
    if (first === undefined || second === undefined) throw new Error("Cannot compare: no rows");
    const tampered = [{ ...first, row: {} }, { ...second, key: "stranger" }, ...others];
    const { differences } = compareRows(rows, tampered);
    expect(differences.map(({ kind }) => kind).sort()).toEqual(["added", "changed", "missing"]);
  });
});

describe("ArrivalOrder", () => {
  it("hands out parents before children and shards beside each other by arrival", async () => {
    const order = new ArrivalOrder([
      pagesOf(shard("child", ["parent"]), [5]),
      pagesOf(shard("parent", ["gone"]), [60_000, 90_000]),
      pagesOf(shard("other"), [30_000, 120_000]),
    ]);
    const batches: string[] = [];
    for (let batch = await order.next(); batch !== undefined; batch = await order.next()) {
      batches.push(`${batch.shardId} ${batch.records.map(({ arrivalMs }) => arrivalMs).join()}`);
    }
    expect(batches).toEqual(["other 30000", "parent 60000,90000", "child 5", "other 120000"]);
  });
});

async function liveWorld(seed: number): Promise<World> {
  const topology = smallTopology({ dedupe: "id" });
  const core = { closeWindows, processBatch, workerMemory };
  const world = new World({ topology, core, seed, startMs: START_MS, shardCount: 2 });
  const random = new Random(seed);
  const sent: { readonly id: string; readonly key: string }[] = [];
  for (let second = 0; second < 1_500; second++) {
    const ageMs = random.chance(0.1) ? random.between(0, minutes(4)) : random.between(0, seconds(8));
    const fresh = {
      id: `event ${second}`,
      key: `key ${random.between(0, 9)}`,
      time: world.time.nowMs - ageMs,
      value: random.between(1, 50),
    };
    const copied = random.chance(0.1) ? sent[second - random.between(1, COPIED_WITHIN)] : undefined;
    const event = copied === undefined ? fresh : random.chance(0.5) ? copied : { ...fresh, id: copied.id };
    sent.push(fresh);
    world.put(event.key, { kind: "event", text: JSON.stringify(event), replay: null });
    if (random.chance(0.005)) reshard(world, random);
    await world.runFor(seconds(1));
  }
  await world.runFor(hours(1));
  return world;
}

function reshard(world: World, random: Random): void {
  const open = world.stream.openShards();
  const one = open[random.between(0, open.length - 1)];
  if (one === undefined) return;
  if (random.chance(0.6)) world.stream.split(one);
  else world.stream.merge(one);
}

async function recompute(world: World, range: BackfillRange) {
  const { topology, state: live, stream } = world;
  const rows: Parameters<typeof compareRows>[0][number][] = [];
  const state = new RecomputedState(live, async (archive) => {
    const { operator, window } = archive.key;
    if (!isCompared(topology, range, operator, window)) return;
    rows.push(...(await shadowPane(topology, new MemoryStateStore(), archive)).rows);
  });
  const readFromMs = range.fromMs - warmUpMs(topology);
  const sources = (await stream.listShards()).map((one) => {
    const records = stream.shards.get(one.shardId)?.records ?? [];
    return pages(
      one,
      records.filter(({ arrivalMs }) => (arrivalMs ?? 0) >= readFromMs),
    );
  });
  const { signal } = new AbortController();
  const { toMs } = range;
  const outcome = await reprocess({ topology, sources, state, toMs, signal, onProgress: () => {} });
  return { rows, outcome };
}

function liveRows({ topology, views }: World, range: BackfillRange) {
  return views.rows().filter(({ operator, windowStartMs, windowEndMs }) => {
    return isCompared(topology, range, operator, { startMs: windowStartMs, endMs: windowEndMs });
  });
}

function pages(of: StreamShard, records: readonly SourceRecord[]): ShardPages {
  let at = 0;
  return {
    shard: of,
    async next() {
      const page = records.slice(at, at + PAGE_RECORDS);
      at += PAGE_RECORDS;
      return page.length === 0 ? undefined : page;
    },
  };
}

function pagesOf(of: StreamShard, arrivalsMs: readonly number[]): ShardPages {
  return pages(
    of,
    arrivalsMs.map((arrivalMs) => {
      const content = { kind: "heartbeat", watermarkMs: eventTime(0) } as const;
      return { arrivalMs, content, sequenceNumber: String(arrivalMs) as StreamRecord["sequenceNumber"] };
    }),
  );
}

function shard(shardId: string, parents: readonly string[] = []): StreamShard {
  return { shardId, parents, closed: false, hashKey: "0" };
}
