/**
 * What the dead-letter queue holds, as the replay sees it: a letter is one record, whole; a lost batch is a range of
 * positions `[start, end]`, both inclusive, that Lambda gave up on, whose records are still in the stream. Everything
 * else is unreadable.
 */

/** A message as it was received. Its handle is good for this receive only. */
export interface QueueMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
}

/** Where a record stood in the stream when it first arrived. */
export interface Position {
  readonly shardId: string;
  readonly sequenceNumber: string;
}

/** What the overflow bucket holds of a letter. */
export interface OverflowPlace {
  readonly bucket: string;
  readonly key: string;
}

/** What is known of why a record was not applied. */
export interface Failing {
  /** A code: the processor's own, or the condition under which Lambda gave up. */
  readonly reason: string;
  readonly error: string;
  readonly operator: string | null;
}

export interface Letter extends Failing {
  readonly kind: "letter";
  readonly origin: Position;
  readonly attempt: number;
  readonly partitionKey: string;
  readonly arrivedAtMs: number | null;
  /** Whether `arrivedAtMs` is that of a replay: then it says nothing of the origin's place. */
  readonly isOfReplay: boolean;
  /** Base64 of the record's bytes, as the processor was given it; or where it is. */
  readonly body: string | OverflowPlace;
}

export interface LostBatch extends Failing {
  readonly kind: "batch";
  readonly shardId: string;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
  readonly firstArrivedAtMs: number;
  readonly lastArrivedAtMs: number;
  /** How many records the range holds, the engine's own heartbeats included. */
  readonly batchSize: number;
  readonly streamName: string;
}

export interface Unreadable extends Failing {
  readonly kind: "unreadable";
}

export type DeadLetter = Letter | LostBatch | Unreadable;

export function originText({ shardId, sequenceNumber }: Position): string {
  return `${shardId}:${sequenceNumber}`;
}
