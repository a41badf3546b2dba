/**
 * A stream of shards: each owns a range of hashes, keeps its records in order and may be split or merged. A
 * record's position has 56 digits, as Kinesis writes them, so that no arithmetic on doubles survives it.
 */
import {
  type EventTimeMs,
  hash53,
  type RecordContent,
  type SequenceNumber,
  type SourceRecord,
  type StreamLog,
  type StreamShard,
  sequenceNumber,
} from "../engine/index.ts";
import type { Random } from "./random.ts";

export interface StreamRecord extends SourceRecord {
  readonly shardId: string;
  readonly partitionKey: string;
}

/** Hashes lie in `[fromHash, toHash)`. */
export interface Shard {
  readonly shardId: string;
  readonly parents: readonly string[];
  readonly fromHash: number;
  readonly toHash: number;
  readonly records: StreamRecord[];
  closed: boolean;
}

const HASH_SPACE = 2 ** 53;
const FIRST_POSITION = 49590338271490256608559692538361571095921575989136588898n;
const GAP_MAX = 40;
/** Few, so that what is read again takes several pages. */
const READ_AGAIN_MAX = 5;

export class SimulatedStream implements StreamLog {
  readonly shards = new Map<string, Shard>();
  readonly #random: Random;
  readonly #now: () => number;
  readonly #changed: (shard: Shard) => void;
  #position = FIRST_POSITION;

  /** @param changed told of a shard that is new, closed or has a new record. */
  constructor(shardCount: number, random: Random, now: () => number, changed: (shard: Shard) => void) {
    this.#random = random;
    this.#now = now;
    this.#changed = changed;
    const width = Math.floor(HASH_SPACE / shardCount);
    for (let i = 0; i < shardCount; i++) {
      this.#open([], i * width, i === shardCount - 1 ? HASH_SPACE : (i + 1) * width);
    }
  }

  put(partitionKey: string, content: RecordContent, hash = hash53(partitionKey)): StreamRecord {
    const shard = this.openShards().find(
      ({ fromHash, toHash }) => hash >= fromHash && hash < toHash,
    ) as Shard;
    this.#position += BigInt(this.#random.between(1, GAP_MAX));
    const position: SequenceNumber = sequenceNumber(String(this.#position));
    const record: StreamRecord = {
      shardId: shard.shardId,
      sequenceNumber: position,
      partitionKey,
      arrivalMs: this.#now(),
      content,
    };
    shard.records.push(record);
    this.#changed(shard);
    return record;
  }

  openShards(): Shard[] {
    return [...this.shards.values()].filter(({ closed }) => !closed);
  }

  /** Splits an open shard in two halves. */
  split(shard: Shard): void {
    const middle = Math.floor((shard.fromHash + shard.toHash) / 2);
    this.#close(shard);
    this.#open([shard.shardId], shard.fromHash, middle);
    this.#open([shard.shardId], middle, shard.toHash);
  }

  /** Merges an open shard with its open right neighbour, if it has one. */
  merge(shard: Shard): void {
    const right = this.openShards().find(({ fromHash }) => fromHash === shard.toHash);
    if (right === undefined) return;
    this.#close(shard);
    this.#close(right);
    this.#open([shard.shardId, right.shardId], shard.fromHash, right.toHash);
  }

  parentsOf(shardId: string): readonly string[] {
    return this.shards.get(shardId)?.parents ?? [];
  }

  ownsKey(shardId: string, partitionKey: string): boolean {
    const { fromHash, toHash } = this.shards.get(shardId) as Shard;
    const hash = hash53(partitionKey);
    return hash >= fromHash && hash < toHash;
  }

  async listShards(): Promise<readonly StreamShard[]> {
    return [...this.shards.values()].map(({ shardId, parents, closed, fromHash }) => {
      return { shardId, parents, closed, hashKey: String(fromHash) };
    });
  }

  async waitingSince(shardId: string, position: SequenceNumber): Promise<number | null> {
    const records = this.shards.get(shardId)?.records ?? [];
    if ((records.at(-1)?.sequenceNumber ?? position) <= position) return null;
    return records.find(({ sequenceNumber }) => sequenceNumber > position)?.arrivalMs ?? null;
  }

  async recordsBetween(
    shardId: string,
    after: SequenceNumber,
    before: SequenceNumber | null,
  ): Promise<readonly StreamRecord[]> {
    const records = this.shards.get(shardId)?.records ?? [];
    return records
      .filter(({ sequenceNumber: position }) => position > after && (before === null || position < before))
      .slice(0, READ_AGAIN_MAX);
  }

  /** Goes by the hash, as on Kinesis: when the shard was split meanwhile, its child gets the heartbeat. */
  async putHeartbeat(shard: StreamShard, watermarkMs: EventTimeMs): Promise<void> {
    this.put("heartbeat", { kind: "heartbeat", watermarkMs }, Number(shard.hashKey));
  }

  #open(parents: readonly string[], fromHash: number, toHash: number): void {
    const shardId = `shardId-${String(this.shards.size).padStart(12, "0")}`;
    const shard: Shard = { shardId, parents, fromHash, toHash, records: [], closed: false };
    this.shards.set(shardId, shard);
    this.#changed(shard);
  }

  #close(shard: Shard): void {
    shard.closed = true;
    this.#changed(shard);
  }
}
