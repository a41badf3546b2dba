/**
 * Ranges of a Kinesis stream. Reading shares the shard's five calls a second with the live processor, so pages are
 * asked for at less than that.
 */
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  InvalidArgumentException,
  type KinesisClient,
  ResourceNotFoundException,
} from "@aws-sdk/client-kinesis";
import { sequenceNumber } from "../../lib/engine/index.ts";
import type { ProducerClock } from "../producer/producer-clock.ts";
import type { StreamRange, StreamRanges, StreamRecord } from "./stream-ranges.ts";

const PAGE_INTERVAL_MS = 500;
/** A page of fewer saves nothing: the call is what is counted. */
const PAGE_RECORDS_MIN = 100;

export class KinesisStreamRanges implements StreamRanges {
  readonly #client: KinesisClient;
  readonly #clock: ProducerClock;
  readonly streamName: string;
  readonly retentionMs: number;

  constructor(client: KinesisClient, clock: ProducerClock, streamName: string, retentionMs: number) {
    this.#client = client;
    this.#clock = clock;
    this.streamName = streamName;
    this.retentionMs = retentionMs;
  }

  async *read(range: StreamRange): AsyncGenerator<readonly StreamRecord[]> {
    const end = sequenceNumber(range.endSequenceNumber);
    const Limit = Math.max(PAGE_RECORDS_MIN, range.batchSize);
    let iterator = await this.#iteratorOf(range);
    while (iterator !== undefined) {
      const page = await this.#client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit }));
      const records = (page.Records ?? []).map((record) => ({
        sequenceNumber: record.SequenceNumber ?? "",
        partitionKey: record.PartitionKey ?? "",
        data: record.Data ?? new Uint8Array(),
        arrivedAtMs: record.ApproximateArrivalTimestamp?.getTime() ?? null,
      }));
      const inside = records.filter((record) => sequenceNumber(record.sequenceNumber) <= end);
      if (inside.length > 0) yield inside;
      const last = records.at(-1);
      if (last !== undefined && sequenceNumber(last.sequenceNumber) >= end) return;
      // An empty page is the end only at the tip: there may be gaps before.
      if (last === undefined && !page.MillisBehindLatest) return;
      iterator = page.NextShardIterator ?? undefined;
      if (iterator !== undefined) await this.#clock.sleep(PAGE_INTERVAL_MS);
    }
  }

  /** Undefined where the stream has no such shard, or no such position in it, any more. */
  async #iteratorOf({ shardId, startSequenceNumber }: StreamRange): Promise<string | undefined> {
    const command = new GetShardIteratorCommand({
      StreamName: this.streamName,
      ShardId: shardId,
      ShardIteratorType: "AT_SEQUENCE_NUMBER",
      StartingSequenceNumber: startSequenceNumber,
    });
    try {
      return (await this.#client.send(command)).ShardIterator;
    } catch (error) {
      if (error instanceof ResourceNotFoundException || error instanceof InvalidArgumentException)
        return undefined;
      throw error;
    }
  }
}
