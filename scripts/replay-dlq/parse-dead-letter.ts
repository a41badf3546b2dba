/**
 * A message's text read as a dead letter. The queue is open to whoever may send to it, so every field is checked, and
 * what is not exactly a letter or a lost batch of this pipeline is unreadable: it is reported and left where it is.
 */
import type { DeadLetter, Letter, LostBatch, OverflowPlace, Position, Unreadable } from "./dead-letter.ts";

const UNREADABLE = "unreadable";

/** The processor takes a replay's origin only in this form. */
const ORIGIN = /^([\w.-]{1,128}):(\d{1,64})$/;
const SHARD_ID = /^[\w.-]{1,128}$/;
const SEQUENCE_NUMBER = /^\d{1,64}$/;
/** Reasons are shown to people: a code, never a text. */
const CODE = /^[\w.-]{1,64}$/;
const PARTITION_KEY_LENGTH_MAX = 256;
const BATCH_SIZE_MAX = 10_000;

type Fields = { readonly [name: string]: unknown };

export function parseDeadLetter(pipeline: string, body: string): DeadLetter {
  const message = fieldsOf(parsed(body));
  if (message === undefined) return unreadable("expected a JSON object");
  if ("KinesisBatchInfo" in message)
    return lostBatchOf(message) ?? unreadable("expected a batch's positions");
  if (message.v !== 1) return unreadable("expected a dead letter of version 1");
  if (message.pipeline !== pipeline) return unreadable("expected a dead letter of this pipeline");
  return letterOf(message) ?? unreadable("expected a dead letter with all of its fields");
}

function unreadable(error: string): Unreadable {
  return { kind: "unreadable", reason: UNREADABLE, error, operator: null };
}

function letterOf(fields: Fields): Letter | undefined {
  const { partitionKey, attempt, reason, error, operator, arrivedAt } = fields;
  const origin = positionOf(fields.origin);
  const body = typeof fields.data === "string" ? fields.data : overflowOf(fields.overflow);
  const arrivedAtMs = arrivedAt === null ? null : timeOf(arrivedAt);
  if (origin === undefined || body === undefined || arrivedAtMs === undefined) return undefined;
  if (!isPartitionKey(partitionKey) || !isCount(attempt) || attempt < 1) return undefined;
  if (typeof reason !== "string" || !CODE.test(reason) || typeof error !== "string") return undefined;
  if (operator !== null && typeof operator !== "string") return undefined;
  const isOfReplay = fields.origin !== `${fields.shardId}:${fields.sequenceNumber}`;
  const failing = { reason, error, operator };
  return { kind: "letter", ...failing, origin, attempt, partitionKey, arrivedAtMs, isOfReplay, body };
}

function positionOf(origin: unknown): Position | undefined {
  const [, shardId, sequenceNumber] = (typeof origin === "string" && ORIGIN.exec(origin)) || [];
  return shardId === undefined || sequenceNumber === undefined ? undefined : { shardId, sequenceNumber };
}

function overflowOf(value: unknown): OverflowPlace | undefined {
  const { bucket, key } = fieldsOf(value) ?? {};
  return typeof bucket === "string" && typeof key === "string" ? { bucket, key } : undefined;
}

/** As Lambda writes it for a Kinesis mapping; `requestContext` tells why it gave up. */
function lostBatchOf(message: Fields): LostBatch | undefined {
  const info = fieldsOf(message.KinesisBatchInfo) ?? {};
  const { shardId, startSequenceNumber, endSequenceNumber, batchSize, streamArn } = info;
  const firstArrivedAtMs = timeOf(info.approximateArrivalOfFirstRecord);
  const lastArrivedAtMs = timeOf(info.approximateArrivalOfLastRecord);
  const condition = fieldsOf(message.requestContext)?.condition;
  const streamName = streamNameOf(streamArn);
  if (!matches(shardId, SHARD_ID) || streamName === undefined || !matches(condition, CODE)) return undefined;
  if (!matches(startSequenceNumber, SEQUENCE_NUMBER) || !matches(endSequenceNumber, SEQUENCE_NUMBER)) {
    return undefined;
  }
  if (firstArrivedAtMs === undefined || lastArrivedAtMs === undefined) return undefined;
  if (!isCount(batchSize) || batchSize < 1 || batchSize > BATCH_SIZE_MAX) return undefined;
  const failing = { reason: condition, error: "the processor failed on the batch", operator: null };
  const range = { shardId, startSequenceNumber, endSequenceNumber, batchSize, streamName };
  return { kind: "batch", ...failing, ...range, firstArrivedAtMs, lastArrivedAtMs };
}

/** The name in `arn:aws:kinesis:<region>:<account>:stream/<name>`. */
function streamNameOf(arn: unknown): string | undefined {
  return typeof arn === "string"
    ? /^arn:[^:]+:kinesis:[^:]*:[^:]*:stream\/([\w.-]+)/.exec(arn)?.[1]
    : undefined;
}

function isPartitionKey(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && [...value].length <= PARTITION_KEY_LENGTH_MAX;
}

function matches(value: unknown, pattern: RegExp): value is string {
  return typeof value === "string" && pattern.test(value);
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}

function timeOf(value: unknown): number | undefined {
  const timeMs = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
