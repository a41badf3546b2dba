/**
 * Runs the topology as it is now over the records that are read back, with the protocol of the cloud: batches of a
 * shard, the closer whenever a watermark crosses a window boundary, and the end of time behind the last record.
 *
 * A shard is read until its own watermark has passed the range: whatever comes behind is expired for every window that
 * is compared. Dead letters and late events of the recomputation are counted and go nowhere.
 */
import { LRUCache } from "lru-cache";
import {
  type AnyTopology,
  type BatchPorts,
  closeWindows,
  crossesBoundary,
  END_OF_TIME,
  type Page,
  processBatch,
  SEQUENCE_NUMBER_WIDTH,
  type SequenceNumber,
  type SideOutputs,
  type SourceRecord,
  type StateStore,
  type StreamLog,
  type StreamShard,
  workerMemory,
} from "../../lib/engine/index.ts";
import { inProcessPorts } from "../../lib/testing/in-process-ports.ts";
import { ArrivalOrder } from "./arrival-order.ts";
import type { ShardPages } from "./shard-pages.ts";

export interface Reprocessing {
  readonly topology: AnyTopology;
  readonly sources: readonly ShardPages[];
  readonly state: StateStore;
  /** No shard is read on once its watermark is here: event time, ms. */
  readonly toMs: number;
  readonly signal: AbortSignal;
  /** @param arrivalMs of the newest record that was processed. */
  readonly onProgress: (arrivalMs: number, records: number) => void;
}

export interface ReprocessingOutcome {
  readonly records: number;
  readonly deadLetters: number;
  readonly expired: number;
}

/** The store has the same pages, and gives them at once. */
const CACHED_PAGES_MAX = 500;
const BEHIND_LAST = "9".repeat(SEQUENCE_NUMBER_WIDTH) as SequenceNumber;

/** @throws the signal's reason when it is aborted. */
export async function reprocess(run: Reprocessing): Promise<ReprocessingOutcome> {
  const { topology, sources, state, toMs, signal, onProgress } = run;
  const shards = sources.map(({ shard }) => shard);
  const order = new ArrivalOrder(sources);
  const counts = { records: 0, deadLetters: 0, expired: 0 };
  const ports = batchPorts(state, shards, counts);
  const memory = workerMemory(new LRUCache<string, Page>({ max: CACHED_PAGES_MAX }));
  const close = async (isEnd: boolean) => {
    await closeWindows(topology, { ...ports, stream: streamLog(shards, order, isEnd), now: () => 0 });
  };
  let newestMs = 0;
  for (let batch = await order.next(); batch !== undefined; batch = await order.next()) {
    signal.throwIfAborted();
    const { shardId, records } = batch;
    const before = (await state.readProgress(shardId))?.watermarkMs;
    const { progress } = await processBatch(topology, ports, memory, shardId, records);
    counts.records += records.length;
    newestMs = Math.max(newestMs, records.at(-1)?.arrivalMs ?? 0);
    onProgress(newestMs, counts.records);
    if (progress.watermarkMs >= toMs) order.stop(shardId);
    if (before === undefined || crossesBoundary(topology, before, progress.watermarkMs)) await close(false);
  }
  const end: SourceRecord = {
    sequenceNumber: BEHIND_LAST,
    arrivalMs: null,
    content: { kind: "heartbeat", watermarkMs: END_OF_TIME },
  };
  for (const { shardId } of await state.listProgress()) {
    await processBatch(topology, ports, memory, shardId, [end]);
  }
  await close(true);
  return counts;
}

function batchPorts(
  state: StateStore,
  shards: readonly StreamShard[],
  counts: { deadLetters: number; expired: number },
): BatchPorts<SourceRecord> {
  const sideOutputs: SideOutputs<SourceRecord> = {
    async sendDeadLetters(letters) {
      counts.deadLetters += letters.length;
    },
    async sendExpired(events) {
      counts.expired += events.length;
    },
  };
  // Rows are made of what retired windows leave, and histories are not recomputed.
  const views = { putRows: async () => {}, putChunks: async () => {} };
  return {
    // Every key may be a shard's own: only windows are computed again, and they have no timers.
    ...inProcessPorts({ state, views, sideOutputs }),
    parentsOf: async (shardId) => shards.find((shard) => shard.shardId === shardId)?.parents ?? [],
  };
}

/**
 * The stream as the closer of the recomputation sees it: a shard that can be read has records waiting, so that it holds
 * windows open before its first. No shard is ever idle: the heartbeats of the time are records of the log.
 *
 * @param isEnd the end of time stands in every shard: parents without children that were read count, too.
 */
function streamLog(shards: readonly StreamShard[], order: ArrivalOrder, isEnd: boolean): StreamLog {
  return {
    listShards: async () => (isEnd ? shards.map((shard) => ({ ...shard, closed: false })) : shards),
    waitingSince: async (shardId) => (order.isReadable(shardId) ? 0 : null),
    putHeartbeat: async () => {
      throw new Error("Cannot put a heartbeat into what was read back: its shards are never idle");
    },
  };
}
