/**
 * What a container of the processor keeps: its topology, clients and warm memory, built once from the
 * environment.
 */
import { LRUCache } from "lru-cache";
import { ENVIRONMENT } from "../../lib/contract/index.ts";
import {
  type AnyTopology,
  type BatchPorts,
  type Dedupe,
  type Page,
  type WorkerMemory,
  workerMemory,
} from "../../lib/engine/index.ts";
import { pipelineFactories } from "../../lib/pipelines/index.ts";
import { dynamoClient, kinesisClient, s3Client, sqsClient } from "../aws/clients.ts";
import { DynamoStateStore } from "../aws/dynamo-state-store.ts";
import { DynamoViewStore } from "../aws/dynamo-view-store.ts";
import { requireEnv } from "../aws/environment.ts";
import { KinesisLog } from "../aws/kinesis-log.ts";
import { sendAll } from "../aws/message-batches.ts";
import { SqsSideOutputs } from "../aws/sqs-side-outputs.ts";
import { WriteMeter } from "../aws/write-meter.ts";
import { decodeRecord, deliveredAgain, type KinesisRecord } from "./decode-record.ts";

/** A shard has a few pages at a time; a container that has served several keeps theirs. */
const WARM_PAGES_MAX = 2_000;
/** As encoded; unpacked they take about twenty times as much: a third of the function's memory. */
const WARM_BYTES_MAX = 32 << 20;

export interface Worker {
  readonly topology: AnyTopology;
  readonly ports: BatchPorts<KinesisRecord>;
  readonly memory: WorkerMemory;
  readonly meter: WriteMeter;
}

/** The named pipeline, with the deployment's choice of deduplication. */
export function topologyFromEnvironment(): AnyTopology {
  const name = requireEnv(ENVIRONMENT.pipeline);
  const factory = pipelineFactories.get(name);
  if (factory === undefined) throw new Error(`Cannot run pipeline ${name}: this bundle does not contain it`);
  const topology = factory({ nowMs: () => performance.now() });
  const dedupe = process.env[ENVIRONMENT.dedupe] as Dedupe | undefined;
  return dedupe === undefined ? topology : { ...topology, dedupe };
}

export function workerFromEnvironment(): Worker {
  const topology = topologyFromEnvironment();
  const { maxAheadMs } = topology.source.watermark;
  const meter = new WriteMeter();
  const dynamo = dynamoClient();
  const sqs = sqsClient();
  const stream = new KinesisLog(kinesisClient(), requireEnv(ENVIRONMENT.streamName));
  const closerQueueUrl = requireEnv(ENVIRONMENT.closerQueueUrl);
  const state = new DynamoStateStore(topology, {
    client: dynamo,
    name: requireEnv(ENVIRONMENT.stateTable),
    meter,
  });
  const ports: BatchPorts<KinesisRecord> = {
    state,
    views: new DynamoViewStore({ client: dynamo, name: requireEnv(ENVIRONMENT.viewTable), meter }),
    sideOutputs: new SqsSideOutputs(topology, {
      client: sqs,
      deadLetterQueueUrl: requireEnv(ENVIRONMENT.deadLetterQueueUrl),
      lateQueueUrl: requireEnv(ENVIRONMENT.lateQueueUrl),
      overflow: { client: s3Client(), bucket: requireEnv(ENVIRONMENT.overflowBucket) },
    }),
    async recordsBetween(shardId, after, before) {
      const found = await stream.recordsAfter(shardId, after);
      return found
        .map((record) => decodeRecord(deliveredAgain(shardId, record), maxAheadMs))
        .filter(({ sequenceNumber }) => before === null || sequenceNumber < before);
    },
    async parentsOf(shardId) {
      const shards = await stream.listShards();
      return shards.find((shard) => shard.shardId === shardId)?.parents ?? [];
    },
    nudgeCloser: () => sendAll(sqs, closerQueueUrl, [JSON.stringify({ v: 1, pipeline: topology.name })]),
    now: Date.now,
  };
  const pages = new LRUCache<string, Page>({
    max: WARM_PAGES_MAX,
    maxSize: WARM_BYTES_MAX,
    sizeCalculation: (page) => state.pageBytes(page),
  });
  const memory = workerMemory(pages);
  return { topology, ports, memory, meter };
}
