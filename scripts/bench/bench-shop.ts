/** A shop's state as the pipeline makes it of generated visits, in memory: what the recommender's bench reads. */
import { type AnyTopology, processBatch, workerMemory } from "../../lib/engine/index.ts";
import { DisorderedClicks, DEFAULT_ITEMS } from "../../lib/pipelines/commerce/generator/index.ts";
import { commerceTopology } from "../../lib/pipelines/commerce/topology.ts";
import { seededRandom } from "../../lib/pipelines/traffic/index.ts";
import { inProcessPorts } from "../../lib/testing/in-process-ports.ts";
import { MemoryStateStore } from "../../lib/testing/memory-state-store.ts";
import { MemoryViewStore } from "../../lib/testing/memory-view-store.ts";
import { LineRecord } from "../process/line-record.ts";
import { shardIdOf, shardOf } from "../process/shard-of.ts";

export interface BenchShop {
  readonly topology: AnyTopology;
  readonly state: MemoryStateStore;
  /** Those who were in the shop, the last first. */
  readonly userIds: readonly string[];
  readonly nowMs: number;
}

const SHARDS = 3;
const BATCH_SIZE = 500;
const EVENTS_PER_SECOND = 200;
const START_MS = Date.UTC(2026, 0, 1);
const SEED = 1;

export async function benchShop(events: number, users: number): Promise<BenchShop> {
  const topology = commerceTopology();
  const state = new MemoryStateStore();
  const stores = {
    state,
    views: new MemoryViewStore(() => START_MS),
    sideOutputs: { sendDeadLetters: async () => {}, sendExpired: async () => {} },
  };
  const ports = { ...inProcessPorts(stores), now: () => START_MS };
  const memory = workerMemory(new Map());
  const waiting = Array.from({ length: SHARDS }, (): LineRecord[] => []);
  const flush = async (shard: number) => {
    const records = waiting[shard] as LineRecord[];
    waiting[shard] = [];
    if (records.length > 0) await processBatch(topology, ports, memory, shardIdOf(shard), records);
  };
  const userIds = new Set<string>();
  let number = 0;
  for (const { text } of clicksOf(events, users)) {
    const userId = String((JSON.parse(text) as { readonly user_id: unknown }).user_id);
    const shard = shardOf(userId, SHARDS);
    waiting[shard]?.push(new LineRecord({ number: ++number, text, bytes: null }, null));
    userIds.delete(userId);
    userIds.add(userId);
    if ((waiting[shard]?.length ?? 0) >= BATCH_SIZE) await flush(shard);
  }
  for (let shard = 0; shard < SHARDS; shard++) await flush(shard);
  const nowMs = START_MS + (1000 * events) / EVENTS_PER_SECOND;
  return { topology, state, userIds: [...userIds].reverse(), nowMs };
}

function clicksOf(events: number, users: number): DisorderedClicks {
  return new DisorderedClicks({
    events,
    users,
    items: DEFAULT_ITEMS,
    fraudShare: 0,
    seed: SEED,
    random: seededRandom(~SEED),
    startMs: START_MS,
    eventsPerSecond: EVENTS_PER_SECOND,
    disorderMs: 0,
    lateShare: 0,
  });
}
