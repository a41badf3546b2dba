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

/** The records behind a position; mostly all of them, and then without looking at each. */
export function behind<R extends SourceRecord>(
  records: readonly R[],
  position: SequenceNumber,
): readonly R[] {
  const [first] = records;
  if (first === undefined || first.sequenceNumber > position) return records;
  return records.filter(({ sequenceNumber }) => sequenceNumber > position);
}

/** A record that comes again under the identity of its first arrival. */
export interface Replay {
  /** `<shardId>:<sequenceNumber>` of the record as it first arrived. */
  readonly origin: string;
  /** The how-manieth verdict it comes for: 1 when the stream gave it up before it had one. */
  readonly attempt: number;
}

/** `replay` is null for a first arrival. */
export type RecordContent =
  | { readonly kind: "event"; readonly text: string; readonly replay: Replay | null }
  | { readonly kind: "heartbeat"; readonly watermarkMs: EventTimeMs }
  | { readonly kind: "unreadable"; readonly rejection: Rejection; readonly replay: Replay | null };
