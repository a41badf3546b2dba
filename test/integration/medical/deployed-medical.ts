/** The deployed medical pipeline under test: what is sent to it, what came of it, and the same records in this process. */
import { PutRecordsCommand, type _Record as StoredRecord } from "@aws-sdk/client-kinesis";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { DynamoLateStore } from "../../../lambdas/aws/dynamo-late-store.ts";
import { KinesisLog } from "../../../lambdas/aws/kinesis-log.ts";
import { WriteMeter } from "../../../lambdas/aws/write-meter.ts";
import { decodeRecord, deliveredAgain } from "../../../lambdas/process/decode-record.ts";
import type { DeadLetterEnvelope, OutputEnvelope } from "../../../lib/contract/index.ts";
import {
  type AnyTopology,
  BEFORE_FIRST,
  eventTime,
  readJournal,
  sequenceNumber,
  type Totals,
  type ViewStores,
} from "../../../lib/engine/index.ts";
import {
  featureDriftDuring,
  patientRisks,
  riskDistributionDuring,
} from "../../../lib/pipelines/medical/queries.ts";
import { resultGroup } from "../../../lib/pipelines/medical/topology.ts";
import type { LocalCloud } from "../../../scripts/local-cloud/local-cloud.ts";
import type { QueueMessage } from "../../../scripts/replay-dlq/dead-letter.ts";
import { s3OverflowBodies } from "../../../scripts/replay-dlq/overflow-bodies.ts";
import { SqsDeadLetterQueue } from "../../../scripts/replay-dlq/sqs-dead-letter-queue.ts";
import { type PipelineHandle, pipelineHandle } from "../../../scripts/start/pipeline-handle.ts";
import { pipelineTotals } from "../../../scripts/start/totals.ts";
import { Harness } from "../../support/harness.ts";
import type { Outgoing } from "./sensitive-encounters.ts";

/** Several to a run, so that a shard's records come in more than one batch. */
const RECORDS_A_PUT = 100;
const LOOK_MS = 30_000;
const HOUR_MS = 3_600_000;

type StreamOutput = "streamName" | "outputStreamName";

export interface Sent extends Outgoing {
  /** `<shardId>:<sequenceNumber>`, as the stream gave it out. */
  readonly origin: string;
}

export interface PublishedRow {
  readonly partitionKey: string;
  readonly row: OutputEnvelope;
}

type Row = Readonly<Record<string, unknown>>;

/** All views, each in an order that depends on its rows alone. */
export interface Views {
  readonly results: readonly Row[];
  readonly patients: readonly Row[];
  readonly distribution: readonly Row[];
  readonly drift: readonly Row[];
}

export class DeployedMedical {
  readonly handle: PipelineHandle;
  readonly late: DynamoLateStore;
  readonly #cloud: LocalCloud;

  constructor(cloud: LocalCloud) {
    this.#cloud = cloud;
    this.handle = pipelineHandle("medical", "local", cloud.outputs, cloud.clients);
    const name = this.handle.output("viewTable");
    this.late = new DynamoLateStore({ client: cloud.clients.dynamodb, name, meter: new WriteMeter() });
  }

  async send(records: readonly Outgoing[]): Promise<readonly Sent[]> {
    const sent: Sent[] = [];
    for (let i = 0; i < records.length; i += RECORDS_A_PUT) {
      const portion = records.slice(i, i + RECORDS_A_PUT);
      const Records = portion.map(({ partitionKey, data }) => ({ PartitionKey: partitionKey, Data: data }));
      const { Records: results = [] } = await this.#cloud.clients.kinesis.send(
        new PutRecordsCommand({ StreamName: this.handle.output("streamName"), Records }),
      );
      for (const [n, record] of portion.entries()) {
        const { ShardId, SequenceNumber, ErrorCode } = results[n] ?? {};
        if (SequenceNumber === undefined) throw new Error(`Cannot put a record: ${ErrorCode}`);
        sent.push({ ...record, origin: `${ShardId}:${SequenceNumber}` });
      }
    }
    return sent;
  }

  totals(): Promise<Totals> {
    return pipelineTotals(this.handle.state);
  }

  async shardCount(): Promise<number> {
    return (await this.#log("streamName").listShards()).length;
  }

  /** Pages of windows that end by then, over all shards. */
  async openWindows(endMs: number): Promise<number> {
    const { state } = this.handle;
    const shards = await state.listProgress();
    const pages = await Promise.all(
      shards.map(({ shardId }) => state.windowPages(shardId, eventTime(endMs))),
    );
    return pages.flat().length;
  }

  /** One run of the closer, as the clock's tick asks for it every minute. */
  async tick(): Promise<void> {
    await this.#call("closerName", {});
  }

  /**
   * Calls a function without any records. Of a busy machine's lines the emulator takes some only with the function's next call,
   * and behind the last records there is none.
   */
  async call(output: "processorName" | "publisherName"): Promise<void> {
    await this.#call(output, { Records: [] });
  }

  async #call(output: "closerName" | "processorName" | "publisherName", event: unknown): Promise<void> {
    const { FunctionError } = await this.#cloud.clients.lambda.send(
      new InvokeCommand({ FunctionName: this.handle.output(output), Payload: JSON.stringify(event) }),
    );
    if (FunctionError !== undefined) throw new Error(`${output} failed: ${FunctionError}`);
  }

  views(): Promise<Views> {
    return viewsOf(this.handle.topology, this.handle);
  }

  /** The topology as it is deployed, over the records that its stream holds, shard by shard, without a cloud. */
  async inThisProcess(): Promise<Harness> {
    const harness = new Harness({ ...this.handle.topology, dedupe: "id" });
    const { maxAheadMs } = this.handle.topology.source.watermark;
    for (const [shardId, stored] of await this.#recordsOf("streamName")) {
      const records = stored.map((record) => decodeRecord(deliveredAgain(shardId, record), maxAheadMs));
      await harness.process(records, shardId);
    }
    return harness;
  }

  /** What the output stream holds, shard by shard, in each shard's order. */
  async published(): Promise<readonly PublishedRow[]> {
    const shards = await this.#recordsOf("outputStreamName");
    return [...shards.values()].flat().map(({ PartitionKey = "", Data }) => {
      return { partitionKey: PartitionKey, row: JSON.parse(Buffer.from(Data ?? []).toString("utf8")) };
    });
  }

  async deadLetters(): Promise<readonly DeadLetterEnvelope[]> {
    const queue = new SqsDeadLetterQueue(this.#cloud.clients.sqs, this.handle.output("deadLetterQueueUrl"));
    const found: QueueMessage[] = [];
    for (;;) {
      const messages = await queue.receive(LOOK_MS);
      if (messages.length === 0) break;
      found.push(...messages);
    }
    await queue.hide(found, 0);
    return found.map(({ body }) => JSON.parse(body));
  }

  /** The bytes of the record that the letter is about, from wherever they are. */
  async bodyOf({ data, overflow }: DeadLetterEnvelope): Promise<Buffer> {
    if (overflow === null) return Buffer.from(data ?? "", "base64");
    return s3OverflowBodies(this.#cloud.clients.s3, overflow.bucket).read(overflow);
  }

  #log(stream: StreamOutput): KinesisLog {
    return new KinesisLog(this.#cloud.clients.kinesis, this.handle.output(stream));
  }

  async #recordsOf(stream: StreamOutput): Promise<ReadonlyMap<string, readonly StoredRecord[]>> {
    const log = this.#log(stream);
    const records = new Map<string, readonly StoredRecord[]>();
    for (const { shardId } of await log.listShards()) {
      const found: StoredRecord[] = [];
      for (let position = BEFORE_FIRST; ;) {
        const page = await log.recordsAfter(shardId, position);
        found.push(...page);
        const last = page.at(-1)?.SequenceNumber;
        if (last === undefined) break;
        position = sequenceNumber(last);
      }
      records.set(shardId, found);
    }
    return records;
  }
}

export async function viewsOf(topology: AnyTopology, { state, views }: ViewStores): Promise<Views> {
  const stores = { state, views };
  const nowMs = Date.now();
  const range = { fromMs: (nowMs - 12 * HOUR_MS) as never, toMs: (nowMs + HOUR_MS) as never };
  const patients = await patientRisks(topology, stores);
  const groups = [...new Set([...patients.keys()].map(resultGroup))];
  const results = await Promise.all(
    groups.map((group) => readJournal(topology, "medicalRiskResults", stores, group, range)),
  );
  return {
    results: ordered(results.flat() as Row[]),
    patients: ordered([...patients.values()]),
    distribution: ordered(await riskDistributionDuring(topology, stores, range)),
    drift: ordered(await featureDriftDuring(topology, stores, range)),
  };
}

function ordered(rows: readonly Row[]): readonly Row[] {
  const byText = rows.map((row) => [JSON.stringify(row), row] as const);
  return byText.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}
