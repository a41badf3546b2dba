/** The live pipeline in this process: what the functions do with a stream and two tables, without the functions. */
import { type KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoStateStore } from "../../../lambdas/aws/dynamo-state-store.ts";
import { DynamoViewStore } from "../../../lambdas/aws/dynamo-view-store.ts";
import { KinesisLog } from "../../../lambdas/aws/kinesis-log.ts";
import { WriteMeter } from "../../../lambdas/aws/write-meter.ts";
import { decodeRecord, deliveredAgain } from "../../../lambdas/process/decode-record.ts";
import type { ReplayEnvelope } from "../../../lib/contract/index.ts";
import {
  type AnyTopology,
  BEFORE_FIRST,
  closeWindows,
  eventTime,
  processBatch,
  workerMemory,
} from "../../../lib/engine/index.ts";
import { inProcessPorts } from "../../../lib/testing/in-process-ports.ts";
import type { BackfillStack } from "./backfill-stack.ts";

export class LivePipeline {
  readonly state: DynamoStateStore;
  readonly views: DynamoViewStore;
  readonly #topology: AnyTopology;
  readonly #kinesis: KinesisClient;
  readonly #log: KinesisLog;
  readonly #stack: BackfillStack;
  readonly #memory = workerMemory(new Map());

  constructor(topology: AnyTopology, kinesis: KinesisClient, dynamo: DynamoDBClient, stack: BackfillStack) {
    const table = (name: string) => ({ client: dynamo, name, meter: new WriteMeter() });
    this.state = new DynamoStateStore(topology, table(stack.stateTable));
    this.views = new DynamoViewStore(table(stack.viewTable));
    this.#topology = topology;
    this.#kinesis = kinesis;
    this.#log = new KinesisLog(kinesis, stack.streamName);
    this.#stack = stack;
  }

  async send(event: object): Promise<void> {
    await this.#put(this.#topology.source.key(event), event);
  }

  /** Puts an event that was dead-lettered before back on the stream, as a replay of its origin. */
  async replay(event: object, origin: string): Promise<void> {
    const data = Buffer.from(JSON.stringify(event)).toString("base64");
    const envelope: ReplayEnvelope = { $replay: { v: 1, origin, attempt: 2 }, data };
    await this.#put(this.#topology.source.key(event), envelope);
  }

  async #put(PartitionKey: string, content: object): Promise<void> {
    const StreamName = this.#stack.streamName;
    const Data = Buffer.from(JSON.stringify(content));
    await this.#kinesis.send(new PutRecordCommand({ StreamName, PartitionKey, Data }));
  }

  /** Moves every shard on as the closer does with idle ones, processes all, and closes what is due. */
  async runUntil(watermarkMs: number): Promise<void> {
    const shards = await this.#log.listShards();
    for (const shard of shards) await this.#log.putHeartbeat(shard, eventTime(watermarkMs));
    for (const { shardId } of shards) await this.#process(shardId);
    const { state, views } = this;
    await closeWindows(this.#topology, { state, views, stream: this.#log, now: Date.now });
  }

  async #process(shardId: string): Promise<void> {
    const position = (await this.state.readProgress(shardId))?.highWaterMark ?? BEFORE_FIRST;
    const found = await this.#log.recordsAfter(shardId, position);
    const { maxAheadMs } = this.#topology.source.watermark;
    const records = found.map((record) => decodeRecord(deliveredAgain(shardId, record), maxAheadMs));
    const { state, views } = this;
    const sideOutputs = { sendDeadLetters: async () => {}, sendExpired: async () => {} };
    const ports = { ...inProcessPorts({ state, views, sideOutputs }), now: Date.now };
    await processBatch(this.#topology, ports, this.#memory, shardId, records);
  }
}
