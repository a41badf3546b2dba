/**
 * One shard's records by arrival, `[fromMs, untilMs]`, decoded as the processor decodes them, a page at a time. Reading
 * shares the shard's calls and bytes with the live processor, so pages are asked for slowly.
 */
import {
  ExpiredIteratorException,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type KinesisClient,
} from "@aws-sdk/client-kinesis";
import { decodeRecord, deliveredAgain } from "../../lambdas/process/decode-record.ts";
import type { SourceRecord, StreamShard } from "../../lib/engine/index.ts";
import type { ProducerClock } from "../producer/producer-clock.ts";

export interface ShardPages {
  readonly shard: StreamShard;
  /** The next records in log order, at least one; undefined when there are no more. */
  next(): Promise<readonly SourceRecord[] | undefined>;
}

export interface ShardReading {
  readonly client: KinesisClient;
  readonly clock: ProducerClock;
  readonly streamName: string;
  /** Arrivals, ms since 1970. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly maxAheadMs: number;
}

/** Two of the five calls a second that a shard takes from all of its readers together. */
const PAGE_INTERVAL_MS = 500;
/** Twice this a second is four times what a shard can receive. */
const PAGE_RECORDS = 2_000;

export class KinesisShardPages implements ShardPages {
  readonly shard: StreamShard;
  readonly #reading: ShardReading;
  #iterator: string | undefined;
  /** The last position that was read, as Kinesis writes it. */
  #position: string | undefined;
  #pages = 0;
  #isAtEnd = false;

  constructor(shard: StreamShard, reading: ShardReading) {
    this.shard = shard;
    this.#reading = reading;
  }

  async next(): Promise<readonly SourceRecord[] | undefined> {
    const { fromMs, untilMs, maxAheadMs } = this.#reading;
    while (!this.#isAtEnd) {
      const page = await this.#page();
      const found = page.Records ?? [];
      const last = found.at(-1);
      this.#position = last?.SequenceNumber ?? this.#position;
      this.#iterator = page.NextShardIterator;
      const isPastEnd = (last?.ApproximateArrivalTimestamp?.getTime() ?? 0) > untilMs;
      // An empty page is the end only at the tip: there may be gaps before.
      const isAtTip = last === undefined && !page.MillisBehindLatest;
      this.#isAtEnd = isPastEnd || isAtTip || this.#iterator === undefined;
      const records = found
        .map((record) => decodeRecord(deliveredAgain(this.shard.shardId, record), maxAheadMs))
        .filter(({ arrivalMs }) => (arrivalMs ?? fromMs) >= fromMs && (arrivalMs ?? untilMs) <= untilMs);
      if (records.length > 0) return records;
    }
    return undefined;
  }

  async #page(): Promise<GetRecordsCommandOutput> {
    const { client, clock } = this.#reading;
    if (this.#pages > 0) await clock.sleep(PAGE_INTERVAL_MS);
    this.#pages += 1;
    const command = async () =>
      new GetRecordsCommand({
        ShardIterator: (this.#iterator ??= await this.#newIterator()),
        Limit: PAGE_RECORDS,
      });
    try {
      return await client.send(await command());
    } catch (error) {
      // A shard that waits for the others may wait for longer than an iterator lives.
      if (!(error instanceof ExpiredIteratorException)) throw error;
      this.#iterator = undefined;
      return client.send(await command());
    }
  }

  async #newIterator(): Promise<string | undefined> {
    const { client, streamName, fromMs } = this.#reading;
    const start =
      this.#position === undefined
        ? { ShardIteratorType: "AT_TIMESTAMP" as const, Timestamp: new Date(fromMs) }
        : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER" as const, StartingSequenceNumber: this.#position };
    const { ShardIterator } = await client.send(
      new GetShardIteratorCommand({ StreamName: streamName, ShardId: this.shard.shardId, ...start }),
    );
    return ShardIterator;
  }
}
