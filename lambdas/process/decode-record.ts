/**
 * A Kinesis record as the engine takes it: base64, size, UTF-8 and the envelopes of the wire. What cannot be
 * read becomes a rejection; nothing here throws on what a producer sent.
 */
import { isUtf8 } from "node:buffer";
import type { _Record as StoredRecord } from "@aws-sdk/client-kinesis";
import type { KinesisStreamRecord } from "aws-lambda";
import {
  type DurationMs,
  type EventTimeMs,
  type RecordContent,
  type Rejection,
  type Replay,
  type SequenceNumber,
  type SourceRecord,
  sequenceNumber,
} from "../../lib/engine/index.ts";
import { heartbeatOf, type ReplayedData, replayOf } from "./envelopes.ts";

/** A record with what its dead letter needs. */
export interface KinesisRecord extends SourceRecord {
  readonly shardId: string;
  readonly partitionKey: string;
  /** The sequence number as Kinesis wrote it: what is reported back must be that. */
  readonly rawSequenceNumber: string;
  /** Base64 of the record's bytes; of a replayed one, of its original's. */
  readonly data: string;
  /** `<shardId>:<sequenceNumber>` of the record as it first arrived. */
  readonly origin: string;
  readonly attempt: number;
}

const RECORD_BYTES_MAX = 1 << 20;
const MS_PER_S = 1000;
/** The closer's clock and the stream's are not one, and local streams tell arrivals in whole seconds. */
const CLOCK_SKEW_MS = 5_000;
const FIRST_ATTEMPT = 1;

/** What is read of a record, delivered or read back. */
export interface DeliveredRecord {
  readonly eventID: string;
  readonly kinesis: Pick<
    KinesisStreamRecord["kinesis"],
    "sequenceNumber" | "partitionKey" | "data" | "approximateArrivalTimestamp"
  >;
}

/** @param maxAheadMs how far in front of its arrival an event may be; heartbeats are held to it here. */
export function decodeRecord(record: DeliveredRecord, maxAheadMs: DurationMs): KinesisRecord {
  const { sequenceNumber: raw, partitionKey, data, approximateArrivalTimestamp } = record.kinesis;
  const shardId = shardIdOf(record);
  const position: SequenceNumber = sequenceNumber(raw);
  const arrivalMs = Math.round(approximateArrivalTimestamp * MS_PER_S);
  const wire = readWire(data, arrivalMs + maxAheadMs + CLOCK_SKEW_MS);
  return {
    sequenceNumber: position,
    arrivalMs,
    content: wire.content,
    shardId,
    partitionKey,
    rawSequenceNumber: raw,
    data: wire.data,
    origin: wire.origin ?? `${shardId}:${raw}`,
    attempt: wire.attempt,
  };
}

/** A record as the stream stores it, in the shape of a delivered one. */
export function deliveredAgain(shardId: string, record: StoredRecord): DeliveredRecord {
  const { SequenceNumber: position = "", PartitionKey = "", Data, ApproximateArrivalTimestamp } = record;
  return {
    eventID: `${shardId}:${position}`,
    kinesis: {
      sequenceNumber: position,
      partitionKey: PartitionKey,
      data: Buffer.from(Data ?? []).toString("base64"),
      approximateArrivalTimestamp: (ApproximateArrivalTimestamp?.getTime() ?? 0) / MS_PER_S,
    },
  };
}

/** Kinesis names a record `<shardId>:<sequenceNumber>`. */
function shardIdOf({ eventID }: DeliveredRecord): string {
  const end = eventID.lastIndexOf(":");
  if (end <= 0)
    throw new Error("Cannot tell a record's shard: its eventID is not <shardId>:<sequenceNumber>");
  return eventID.slice(0, end);
}

interface Wire {
  readonly content: RecordContent;
  readonly data: string;
  readonly origin: string | null;
  readonly attempt: number;
}

function readWire(data: string, latestHeartbeatMs: number): Wire {
  const plain = { data, origin: null, attempt: FIRST_ATTEMPT };
  const read = readText(data);
  if ("reason" in read) return { ...plain, content: unreadable(read, null) };
  const { text } = read;
  const watermarkMs = heartbeatOf(text);
  if (watermarkMs !== null) return { ...plain, content: heartbeat(watermarkMs, latestHeartbeatMs) };
  const replay = replayOf(text);
  if (replay !== null) return replayed(replay);
  return { ...plain, content: { kind: "event", text, replay: null } };
}

/** Whoever may write to the stream may forge a heartbeat: none moves the watermark further than an event could. */
function heartbeat(watermarkMs: EventTimeMs, latestMs: number): RecordContent {
  if (watermarkMs <= latestMs) return { kind: "heartbeat", watermarkMs };
  const error = "heartbeat: expected a watermark near its arrival, got one far ahead";
  return unreadable({ reason: "future_timestamp", error }, null);
}

function replayed({ origin, attempt, data }: ReplayedData): Wire {
  const read = readText(data);
  if ("reason" in read) return { data, origin, attempt, content: unreadable(read, { origin, attempt }) };
  return { data, origin, attempt, content: { kind: "event", text: read.text, replay: { origin, attempt } } };
}

function readText(data: string): { text: string } | Rejection {
  const bytes = Buffer.from(data, "base64");
  // The decoder skips what is no base64; only what encodes back to itself was.
  if (bytes.toString("base64") !== data) {
    return { reason: "malformed_base64", error: "record: expected base64, got other text" };
  }
  if (bytes.length > RECORD_BYTES_MAX) {
    return { reason: "too_large", error: `record: expected at most ${RECORD_BYTES_MAX} bytes, got more` };
  }
  if (!isUtf8(bytes)) return { reason: "malformed_utf8", error: "record: expected UTF-8, got other bytes" };
  return { text: bytes.toString("utf8") };
}

function unreadable(rejection: Rejection, replay: Replay | null): RecordContent {
  return { kind: "unreadable", rejection, replay };
}
