/**
 * What a container of the processor keeps: its topology, clients and warm memory, built once from the
 * environment.
 */
import { ENVIRONMENT } from "../../lib/contract/index.ts";
import {
  type AnyTopology,
  type BatchPorts,
  type Dedupe,
  type WorkerMemory,
  workerMemory,
} from "../../lib/engine/index.ts";
import { pipelineFactories } from "../../lib/pipelines/index.ts";
import { dynamoClient, kinesisClient, s3Client, sqsClient } from "../aws/clients.ts";
import { DynamoViewStore } from "../aws/dynamo-view-store.ts";
import { requireEnv } from "../aws/environment.ts";
import { InvocationMeter } from "../aws/invocation-meter.ts";
import { KinesisLog } from "../aws/kinesis-log.ts";
import { sendAll } from "../aws/message-batches.ts";
import { SqsSideOutputs } from "../aws/sqs-side-outputs.ts";
import { WriteMeter } from "../aws/write-meter.ts";
import { BusyShare } from "./busy-share.ts";
import { ClockedStateStore } from "./commit-clock.ts";
import { CountedPages } from "./counted-pages.ts";
import { decodeRecord, deliveredAgain, type KinesisRecord } from "./decode-record.ts";
import type { BatchMeters } from "./metrics.ts";

export interface Worker {
  readonly topology: AnyTopology;
  readonly ports: BatchPorts<KinesisRecord>;
  readonly memory: WorkerMemory;
  readonly meters: BatchMeters;
}

/** The named pipeline, with the deployment's settings and its choice of deduplication. */
export function topologyFromEnvironment(): AnyTopology {
  const name = requireEnv(ENVIRONMENT.pipeline);
  const factory = pipelineFactories.get(name);
  if (factory === undefined) throw new Error(`Cannot run pipeline ${name}: this bundle does not contain it`);
  const written = process.env[ENVIRONMENT.settings];
  const settings: unknown = written === undefined ? undefined : JSON.parse(written);
  const topology = factory({ nowMs: () => performance.now(), settings });
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
  const state = new ClockedStateStore(topology, {
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
    keysOf: (shardId) => stream.keysOf(shardId),
    nudgeCloser: () => sendAll(sqs, closerQueueUrl, [JSON.stringify({ v: 1, pipeline: topology.name })]),
    now: Date.now,
  };
  const pages = new CountedPages((page) => state.pageBytes(page));
  const memory = workerMemory(pages);
  const meters: BatchMeters = {
    writes: meter,
    commits: state.clock,
    pages,
    busy: new BusyShare(),
    invocation: new InvocationMeter(),
  };
  return { topology, ports, memory, meters };
}

/** A new batch: what was counted of the last one is forgotten. */
export function resetMeters({ writes, commits, pages, invocation }: BatchMeters): void {
  writes.reset();
  commits.reset();
  pages.reset();
  invocation.begin();
}
