/** The stream as the closer sees it, and its records for a processor that must read some again. */
import { createHash } from "node:crypto";
import {
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  type ListShardsCommandOutput,
  PutRecordCommand,
  type Shard,
  type _Record as KinesisStoredRecord,
} from "@aws-sdk/client-kinesis";
import type { HeartbeatEnvelope } from "../../lib/contract/index.ts";
import {
  BEFORE_FIRST,
  type EventTimeMs,
  type OwnsKey,
  type SequenceNumber,
  type StreamLog,
  type StreamShard,
  unpadded,
} from "../../lib/engine/index.ts";

/** GetRecords may answer with nothing though there is more; after this many empty pages there may be more. */
const EMPTY_PAGES_MAX = 10;
/** As many as a batch may have. */
const RECORDS_MAX = 1_000;

export class KinesisLog implements StreamLog {
  readonly #client: KinesisClient;
  readonly #stream: string;

  constructor(client: KinesisClient, stream: string) {
    this.#client = client;
    this.#stream = stream;
  }

  async listShards(): Promise<readonly StreamShard[]> {
    return (await this.#storedShards()).map(shardOf);
  }

  /** Which partition keys' events come to the shard: those whose MD5 is in its range of hash keys. */
  async keysOf(shardId: string): Promise<OwnsKey> {
    const shard = (await this.#storedShards()).find(({ ShardId }) => ShardId === shardId);
    const range = shard?.HashKeyRange;
    if (range === undefined)
      throw new Error(`Cannot tell the keys of ${shardId}: the stream does not list it`);
    const from = BigInt(range.StartingHashKey ?? "");
    const to = BigInt(range.EndingHashKey ?? "");
    return (partitionKey) => {
      const hash = BigInt(`0x${createHash("md5").update(partitionKey).digest("hex")}`);
      return from <= hash && hash <= to;
    };
  }

  async #storedShards(): Promise<readonly Shard[]> {
    const shards: Shard[] = [];
    let token: string | undefined;
    do {
      const page: ListShardsCommandOutput = await this.#client.send(
        new ListShardsCommand(token === undefined ? { StreamName: this.#stream } : { NextToken: token }),
      );
      shards.push(...(page.Shards ?? []));
      token = page.NextToken;
    } while (token !== undefined);
    return shards;
  }

  /** The first records of the shard behind a position; none when it holds none. */
  async recordsAfter(shardId: string, position: SequenceNumber): Promise<readonly KinesisStoredRecord[]> {
    let next = await this.#iteratorAfter(shardId, position);
    while (next !== undefined) {
      const page = await this.#client.send(
        new GetRecordsCommand({ ShardIterator: next, Limit: RECORDS_MAX }),
      );
      const records = page.Records ?? [];
      if (records.length > 0) return records;
      if ((page.MillisBehindLatest ?? 0) === 0) return [];
      next = page.NextShardIterator;
    }
    return [];
  }

  async waitingSince(shardId: string, position: SequenceNumber): Promise<number | null> {
    let next = await this.#iteratorAfter(shardId, position);
    for (let page = 0; page < EMPTY_PAGES_MAX; page++) {
      if (next === undefined) return null;
      const records = await this.#records(next);
      if (records === "expired") return Date.now();
      const [first] = records.Records ?? [];
      if (first !== undefined) return first.ApproximateArrivalTimestamp?.getTime() ?? Date.now();
      if ((records.MillisBehindLatest ?? 0) === 0) return null;
      next = records.NextShardIterator;
    }
    // Nobody can say that there is nothing: the shard is not idle.
    return Date.now();
  }

  async putHeartbeat({ hashKey }: StreamShard, watermarkMs: EventTimeMs): Promise<void> {
    const heartbeat: HeartbeatEnvelope = { $heartbeat: { v: 1, watermarkMs } };
    await this.#client.send(
      new PutRecordCommand({
        StreamName: this.#stream,
        PartitionKey: "heartbeat",
        ExplicitHashKey: hashKey,
        Data: Buffer.from(JSON.stringify(heartbeat)),
      }),
    );
  }

  async #iteratorAfter(shardId: string, position: SequenceNumber): Promise<string | undefined> {
    const start =
      position === BEFORE_FIRST
        ? { ShardIteratorType: "TRIM_HORIZON" as const }
        : {
            ShardIteratorType: "AFTER_SEQUENCE_NUMBER" as const,
            StartingSequenceNumber: unpadded(position),
          };
    const { ShardIterator } = await this.#client.send(
      new GetShardIteratorCommand({ StreamName: this.#stream, ShardId: shardId, ...start }),
    );
    return ShardIterator;
  }

  async #records(iterator: string) {
    try {
      return await this.#client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 1 }));
    } catch (error) {
      if (error instanceof ExpiredIteratorException) return "expired";
      throw error;
    }
  }
}

function shardOf(shard: Shard): StreamShard {
  const parents = [shard.ParentShardId, shard.AdjacentParentShardId].filter((id) => id !== undefined);
  return {
    shardId: shard.ShardId ?? "",
    parents,
    closed: shard.SequenceNumberRange?.EndingSequenceNumber !== undefined,
    hashKey: shard.HashKeyRange?.StartingHashKey ?? "0",
  };
}
