/** The deployed IoT pipeline under test: what is sent to it, what became of it, and what its dead-letter queue holds. */
import { DescribeStreamSummaryCommand, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { CreateQueueCommand, DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { DynamoLateStore } from "../../../lambdas/aws/dynamo-late-store.ts";
import { WriteMeter } from "../../../lambdas/aws/write-meter.ts";
import type { DeadLetterEnvelope } from "../../../lib/contract/index.ts";
import { type EventTimeMs, eventTime, type Totals } from "../../../lib/engine/index.ts";
import { latestReadings, metricsDuring } from "../../../lib/pipelines/iot/queries.ts";
import type { LocalCloud } from "../../../scripts/local-cloud/local-cloud.ts";
import type { QueueMessage } from "../../../scripts/replay-dlq/dead-letter.ts";
import { SqsDeadLetterQueue } from "../../../scripts/replay-dlq/sqs-dead-letter-queue.ts";
import { EmfFigures } from "../../../scripts/metric-lines/emf-figures.ts";
import { type PipelineHandle, pipelineHandle } from "../../../scripts/start/pipeline-handle.ts";
import { accountedFor, pipelineTotals, since } from "../../../scripts/start/totals.ts";
import type { Row } from "./clean-run.ts";
import type { Outgoing } from "./readings.ts";

const DEADLINE_MS = 30_000;
const POLL_MS = 100;
const RECORDS_A_PUT = 500;
const LOOK_MS = 30_000;
/** Windows are read one by one: a range that nothing of a test leaves. */
const HOUR_MS = 3_600_000;

export interface Sent extends Outgoing {
  /** `<shardId>:<sequenceNumber>`, as the stream gave it out. */
  readonly origin: string;
}

export class DeployedPipeline {
  readonly handle: PipelineHandle;
  readonly late: DynamoLateStore;
  readonly #cloud: LocalCloud;
  readonly #letters: SqsDeadLetterQueue;

  constructor(cloud: LocalCloud) {
    this.#cloud = cloud;
    this.handle = pipelineHandle("iot", "local", cloud.outputs, cloud.clients);
    this.#letters = new SqsDeadLetterQueue(cloud.clients.sqs, this.handle.output("deadLetterQueueUrl"));
    const client = cloud.clients.dynamodb;
    this.late = new DynamoLateStore({
      client,
      name: this.handle.output("viewTable"),
      meter: new WriteMeter(),
    });
  }

  async shardCount(): Promise<number> {
    const { StreamDescriptionSummary: stream } = await this.#cloud.clients.kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName: this.handle.output("streamName") }),
    );
    return stream?.OpenShardCount ?? 0;
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

  /** What came of the records since `before`, once `count` of them have been accounted for. */
  async untilAccountedFor(count: number, before: Totals): Promise<Totals> {
    return this.untilTotals(before, `${count} records accounted for`, (now) => accountedFor(now) >= count);
  }

  async untilTotals(before: Totals, what: string, isSo: (now: Totals) => boolean): Promise<Totals> {
    let now = before;
    const isIt = async () => {
      now = since(before, await this.totals());
      return isSo(now);
    };
    await until(what, isIt, () => JSON.stringify(now));
    return now;
  }

  /** Until no shard holds state of a window that ends by then. */
  async untilRetired(endMs: EventTimeMs): Promise<void> {
    const { state } = this.handle;
    await until("windows retired", async () => {
      const shards = await state.listProgress();
      const pages = await Promise.all(shards.map(({ shardId }) => state.windowPages(shardId, endMs)));
      return pages.flat().length === 0;
    });
  }

  windowedRows(): Promise<readonly Row[]> {
    const { topology, state, views } = this.handle;
    const nowMs = Date.now();
    const range = { fromMs: eventTime(nowMs - HOUR_MS), toMs: eventTime(nowMs + HOUR_MS) };
    return metricsDuring(topology, { state, views }, range);
  }

  async latestRows(): Promise<readonly Row[]> {
    return [...(await latestReadings(this.handle.topology, this.handle)).values()];
  }

  /** All letters that can be received, left where they are. */
  async deadLetters(): Promise<readonly DeadLetterEnvelope[]> {
    const found: QueueMessage[] = [];
    for (;;) {
      const messages = await this.#letters.receive(LOOK_MS);
      if (messages.length === 0) break;
      found.push(...messages);
    }
    await this.showAgain(found);
    return found.map(({ body }) => JSON.parse(body));
  }

  /** Ends the hiding of messages at once: what time does by itself for those of a command that was killed. */
  async showAgain(messages: readonly QueueMessage[]): Promise<void> {
    await this.#letters.hide(messages, 0);
  }

  async deleteDeadLetterQueue(): Promise<void> {
    const QueueUrl = this.handle.output("deadLetterQueueUrl");
    await this.#cloud.clients.sqs.send(new DeleteQueueCommand({ QueueUrl }));
  }

  async createDeadLetterQueue(): Promise<void> {
    const QueueName = this.handle.output("deadLetterQueueUrl").split("/").at(-1);
    await this.#cloud.clients.sqs.send(new CreateQueueCommand({ QueueName }));
  }

  /** The metric's sum so far: duplicates among events and among replays. */
  async duplicatesSeen(): Promise<number> {
    const group = this.handle.output("processorLogGroup");
    const figures = await new EmfFigures(this.#cloud.clients.logs, group, 0).readOn();
    return figures.sum("Duplicates");
  }

  /** How often the processor has given a batch of the shard back since `sinceMs`. */
  async failedBatches(shardId: string, sinceMs: number): Promise<number> {
    const logGroupName = this.handle.output("processorLogGroup");
    const { logs } = this.#cloud.clients;
    let count = 0;
    for await (const { events = [] } of paginateFilterLogEvents(
      { client: logs },
      { logGroupName, startTime: sinceMs },
    )) {
      count += events.filter(
        ({ message = "" }) => message.includes("batch_failed") && message.includes(shardId),
      ).length;
    }
    return count;
  }
}

/** @throws Error when the condition does not come true in time. */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  state: () => string = () => "not so",
): Promise<void> {
  const deadlineMs = Date.now() + DEADLINE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadlineMs) throw new Error(`Cannot wait any longer for ${what}: ${state()}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
