/**
 * A record that a pipeline's generator made for the producer, with what the generator knows of it: its kind, and what
 * must become of it in the pipeline. A source is asked for one record a slot of time.
 */
import type { OutgoingRecord } from "./record-sink.ts";

/** A term of the conservation law: sent = applied + expired late + dead-lettered + duplicates. */
export type Outcome = "applied" | "expiredLate" | "deadLettered" | "duplicates";

export interface ProducedRecord extends OutgoingRecord {
  /** The generator's word for it: `on_time`, `late`, `malformed`. */
  readonly kind: string;
  readonly outcome: Outcome;
  /** Why it must be dead-lettered; null for what must not. */
  readonly reason: string | null;
  /** What statistics are broken down by. */
  readonly type: string;
  readonly isAnomaly: boolean;
}

/** What a generator did on purpose for the pipeline to find: which rule `subject` breaks, in `[start, end)` of event time. */
export interface Episode {
  readonly subject: string;
  readonly rule: string;
  readonly window_start: string;
  readonly window_end: string;
}

export interface RecordSource {
  /** The record of the slot at `slotMs`, ms since 1970. */
  next(slotMs: number): ProducedRecord;
  /** What has been done so far for the pipeline to find. */
  episodes?(): readonly Episode[];
}
