/**
 * A pipeline in memory under its generator's traffic, a second of processing time at a step, as the dashboard watches it:
 * the engine's own stores behind the ports that views are read from, so that every figure and chart moves with each second.
 */
import { LRUCache } from "lru-cache";
import { decodeRecord, type KinesisRecord } from "../../../lambdas/process/decode-record.ts";
import {
  type AnyTopology,
  type BatchPorts,
  closeWindows,
  type DeadLetter,
  type Page,
  processBatch,
  type SideOutputs,
  type StreamLog,
  workerMemory,
} from "../../../lib/engine/index.ts";
import { seededRandom, uniform, uniformInteger } from "../../../lib/pipelines/traffic/index.ts";
import { inProcessPorts } from "../../../lib/testing/in-process-ports.ts";
import { shardIdOf, shardOf } from "../../process/shard-of.ts";
import { producerPipeline } from "../../producer/producer-pipelines.ts";
import type { RecordSource } from "../../producer/produced-record.ts";
import { ProgressHistory, sampleOf } from "../server/progress-history.ts";
import type { SampledLetter } from "../sources/dead-letter-sample.ts";
import { MetricBuckets } from "../sources/metric-buckets.ts";
import type { WatchedPipeline } from "../sources/watched-pipeline.ts";
import { ForgettingStateStore, ForgettingViewStore } from "./forgetting-stores.ts";

interface Busyness {
  /** On average: each second has more or fewer. */
  readonly recordsPerSecond: number;
  readonly now: () => number;
}

const SEED = 11;
const SOURCES = { sensors: 60, patients: 400, users: 200, items: 120, chaos: 0.03, fraudShare: 0.02 };
const SHARDS = 2;
const PAGES_MAX = 500;
const LETTERS_MAX = 200;
const CLOSE_EVERY_MS = 15_000;
/** Longer than the longest range that is looked at, and shorter than the run. */
const KEPT_MS = 70 * 60_000;
const MS_PER_S = 1_000;
const LATENCY_MS_MAX = 40;
const METRICS = [
  "ProcessingLatency",
  "InferenceLatency",
  "RecommendProcessHits",
  "RecommendTableHits",
  "RecommendComputed",
] as const;

export class BusyPipeline {
  readonly watched: WatchedPipeline;
  readonly #topology: AnyTopology;
  readonly #busyness: Busyness;
  readonly #state = new ForgettingStateStore();
  readonly #views: ForgettingViewStore;
  readonly #ports: BatchPorts<KinesisRecord>;
  readonly #memory = workerMemory(new LRUCache<string, Page>({ max: PAGES_MAX }));
  readonly #history = new ProgressHistory();
  readonly #traffic: RecordSource;
  readonly #random = seededRandom(SEED);
  readonly #metrics: ReadonlyMap<string, MetricBuckets> = new Map(
    METRICS.map((name) => [name, new MetricBuckets()]),
  );
  #letters: readonly SampledLetter[] = [];
  #sent = 0;
  #closedMs = 0;

  constructor(topology: AnyTopology, busyness: Busyness) {
    this.#topology = topology;
    this.#busyness = busyness;
    this.#views = new ForgettingViewStore(busyness.now);
    const sideOutputs: SideOutputs<KinesisRecord> = {
      sendDeadLetters: async (letters) => {
        this.#letters = [...this.#letters, ...letters.map(sampled)].slice(-LETTERS_MAX);
      },
      sendExpired: async () => {},
    };
    const stores = { state: this.#state, views: this.#views, sideOutputs };
    this.#ports = { ...inProcessPorts(stores), now: busyness.now };
    this.#traffic = producerPipeline(topology.name).traffic({ ...SOURCES, seed: SEED });
    this.watched = {
      name: topology.name,
      topology,
      state: this.#state,
      views: this.#views,
      deepViews: this.#views,
      panes: (operator, range) => this.#state.panesOf(operator, range),
      metrics: {
        series: async (metric, fromMs, toMs) =>
          (this.#metrics.get(metric) ?? new MetricBuckets()).series(fromMs, toMs),
        sums: async (metrics, fromMs, toMs) =>
          metrics.map((metric) => this.#metrics.get(metric)?.sum(fromMs, toMs) ?? 0),
      },
      deadLetters: async () => ({ waiting: this.#letters.length, letters: this.#letters }),
      sent: () => this.#sent,
      history: this.#history,
      stageOptions: "--stage local",
    };
  }

  /** A second that nobody looks at, sampled as if somebody did: the run then begins with a full past. */
  async stepUnseen(): Promise<void> {
    await this.step();
    this.#history.add(sampleOf(this.#busyness.now(), await this.#state.listProgress()));
  }

  /** The traffic of the second that ends now, through the engine. */
  async step(): Promise<void> {
    const nowMs = this.#busyness.now();
    const batches = Map.groupBy(this.#arrivals(nowMs), ({ shardId }) => shardId);
    for (const [shardId, records] of batches) {
      await processBatch(this.#topology, this.#ports, this.#memory, shardId, records);
    }
    for (const metric of this.#metrics.values())
      metric.add(nowMs, [uniform(this.#random, 1, LATENCY_MS_MAX)]);
    if (nowMs - this.#closedMs < CLOSE_EVERY_MS) return;
    this.#closedMs = nowMs;
    await this.#close();
    this.#state.forget(nowMs - KEPT_MS);
    this.#views.forget(nowMs - KEPT_MS);
  }

  #arrivals(nowMs: number): KinesisRecord[] {
    const { recordsPerSecond: usual } = this.#busyness;
    const records = uniformInteger(this.#random, 1, 2 * usual - 1);
    return Array.from({ length: records }, (_, i) => {
      const arrivalMs = nowMs - MS_PER_S + Math.floor((MS_PER_S * (i + 1)) / records);
      const { partitionKey, data } = this.#traffic.next(arrivalMs);
      const sequenceNumber = String((this.#sent += 1));
      const eventID = `${shardIdOf(shardOf(partitionKey, SHARDS))}:${sequenceNumber}`;
      const kinesis = {
        sequenceNumber,
        partitionKey,
        data: Buffer.from(data).toString("base64"),
        approximateArrivalTimestamp: arrivalMs / MS_PER_S,
      };
      return decodeRecord({ eventID, kinesis }, this.#topology.source.watermark.maxAheadMs);
    });
  }

  async #close(): Promise<void> {
    const { now } = this.#busyness;
    const shards = (await this.#state.listProgress()).map(({ shardId }) => {
      return { shardId, parents: [], closed: false, hashKey: "0" };
    });
    const stream: StreamLog = {
      listShards: async () => shards,
      waitingSince: async () => now(),
      putHeartbeat: async () => {},
    };
    await closeWindows(this.#topology, { state: this.#state, views: this.#views, stream, now });
  }
}

function sampled({ record, rejection }: DeadLetter<KinesisRecord>): SampledLetter {
  const { shardId, rawSequenceNumber, attempt, partitionKey, arrivalMs, data } = record;
  return {
    messageId: `${shardId}-${rawSequenceNumber}`,
    letter: {
      kind: "letter",
      reason: rejection.reason,
      error: rejection.error,
      operator: rejection.operator ?? null,
      origin: { shardId, sequenceNumber: rawSequenceNumber },
      attempt,
      partitionKey,
      arrivedAtMs: arrivalMs,
      isOfReplay: false,
      body: data,
    },
  };
}
