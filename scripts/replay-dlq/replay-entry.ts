/**
 * A replay as it stands on the stream: the original key, and an envelope of the original's bytes and identity. The
 * processor knows a replay by its origin, so sending one twice is harmless. Its attempt is the how-manieth verdict it
 * comes for: one more than a letter's, and for a record of a lost batch the one that it never had.
 */
import type { ReplayEnvelope } from "../../lib/contract/index.ts";
import type { OutgoingRecord } from "../producer/record-sink.ts";
import { originText } from "./dead-letter.ts";
import type { FoundRecord } from "./found-record.ts";

/** What the stream takes: body and partition key together. Base64 leaves three quarters of it to the original. */
const RECORD_BYTES_MAX = 1 << 20;

export interface ReplayEntry extends OutgoingRecord {
  readonly origin: string;
}

/** @param wire base64 of the bytes to send. */
export function replayEntry(record: FoundRecord, wire: string): ReplayEntry {
  const origin = originText(record.origin);
  const envelope: ReplayEnvelope = { $replay: { v: 1, origin, attempt: record.attempt + 1 }, data: wire };
  return { origin, partitionKey: record.partitionKey, data: Buffer.from(JSON.stringify(envelope)) };
}

export function isTooLarge({ partitionKey, data }: ReplayEntry): boolean {
  return data.length + Buffer.byteLength(partitionKey) > RECORD_BYTES_MAX;
}
