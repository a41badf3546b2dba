/**
 * A record as the engine receives it: its position, its arrival and its text. Bytes, base64 and the envelopes
 * of the wire are the shell's; what the shell could not read arrives here as a rejection, so that every
 * record, good or bad, takes the same road.
 */
import type { Rejection } from "../errors.ts";
import type { SequenceNumber } from "../state/sequence-number.ts";
import type { EventTimeMs } from "../time/event-time.ts";

export interface SourceRecord {
  readonly sequenceNumber: SequenceNumber;
  /** When the stream received it, ms since 1970; null where nobody knows: the future bound is then off. */
  readonly arrivalMs: number | null;
  readonly content: RecordContent;
}

/** `origin` is `<shardId>:<sequenceNumber>` of a replayed record as it first arrived; null for a first arrival. */
export type RecordContent =
  | { readonly kind: "event"; readonly text: string; readonly origin: string | null }
  | { readonly kind: "heartbeat"; readonly watermarkMs: EventTimeMs }
  | { readonly kind: "unreadable"; readonly rejection: Rejection; readonly origin: string | null };
