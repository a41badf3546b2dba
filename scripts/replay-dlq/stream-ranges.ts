/** Ranges of a stream's positions, `[start, end]`, read back: the records that are still there, in pages. */
export interface StreamRange {
  readonly shardId: string;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
  /** How many records it is said to hold; only how much is asked for at a time depends on it. */
  readonly batchSize: number;
}

export interface StreamRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly arrivedAtMs: number | null;
}

export interface StreamRanges {
  readonly streamName: string;
  /** For how long the stream keeps a record. */
  readonly retentionMs: number;
  /** Nothing is read of a shard, or of positions, that the stream does not have. */
  read(range: StreamRange): AsyncIterable<readonly StreamRecord[]>;
}
