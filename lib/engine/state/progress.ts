/**
 * Progress is how far a shard has been processed: one item per shard, written after the batch's pages and
 * durable before any of its records is acknowledged. Everything that judges a record - watermark, ledger,
 * recorded refusals - is in it, so that a verdict is a pure function of the shard's log.
 *
 * Invariants: `highWaterMark` and `watermarkMs` never go back; `version` grows by one with every write.
 */
import { BEGINNING_OF_TIME, type EventTimeMs } from "../time/event-time.ts";
import { EMPTY_LEDGER, type LedgerState } from "./ledger.ts";
import { BEFORE_FIRST, type SequenceNumber } from "./sequence-number.ts";

/** What became of the shard's records since its beginning; each record is in exactly one of them. */
export interface Totals {
  readonly applied: number;
  readonly expiredLate: number;
  readonly deadLettered: number;
  readonly duplicates: number;
}

export interface ShardProgress {
  readonly shardId: string;
  /** Shards that this one continues after a split or merge. */
  readonly parents: readonly string[];
  /** The optimistic lock; 0 for progress that is not stored yet. */
  readonly version: number;
  readonly highWaterMark: SequenceNumber;
  readonly maxEventTimeMs: EventTimeMs;
  readonly watermarkMs: EventTimeMs;
  /** Records ahead of the high-water mark whose refusal depended on state: settled before any page is written. */
  readonly refusals: readonly Refusal[];
  /** Records that an attempt has begun and not finished, as the next one found; null for none. */
  readonly begun: Begun | null;
  /** Pages of whose keys some have a timer. */
  readonly timers: readonly PageTimer[];
  readonly ledger: LedgerState;
  readonly totals: Totals;
  /** When the last batch with a record of a producer was processed, by the worker's clock; for idleness only. */
  readonly activeAtMs: number;
}

/** A record that an operator could not fold, and why, in words without the record's content. */
export interface Refusal {
  readonly sequenceNumber: SequenceNumber;
  readonly operator: string;
  readonly error: string;
}

/**
 * Pages hold records that the progress does not: an attempt has died between the two. The records from the first of
 * that batch on are finished even where the stream gives them up.
 */
export interface Begun {
  readonly from: SequenceNumber;
  /** How far some page was ahead. */
  readonly upTo: SequenceNumber;
}

/** The earliest timer of a page's keys. A page that is ahead of the progress has it at the beginning of time: it is looked at. */
export interface PageTimer {
  readonly operator: string;
  readonly page: string;
  readonly timerMs: EventTimeMs;
}

const NO_TOTALS: Totals = { applied: 0, expiredLate: 0, deadLettered: 0, duplicates: 0 };

/** The progress of a shard of which nothing has been processed. */
export function firstProgress(shardId: string, parents: readonly string[]): ShardProgress {
  return {
    shardId,
    parents,
    version: 0,
    highWaterMark: BEFORE_FIRST,
    maxEventTimeMs: BEGINNING_OF_TIME,
    watermarkMs: BEGINNING_OF_TIME,
    refusals: [],
    begun: null,
    timers: [],
    ledger: EMPTY_LEDGER,
    totals: NO_TOTALS,
    activeAtMs: 0,
  };
}

/** Asserts on write and on read that progress only moves forward. */
export function assertForward(before: ShardProgress, after: ShardProgress): void {
  if (after.highWaterMark < before.highWaterMark) {
    throw new Error(
      `Cannot move the high-water mark of ${after.shardId} back: this is a defect of the engine`,
    );
  }
  if (after.watermarkMs < before.watermarkMs) {
    throw new Error(`Cannot move the watermark of ${after.shardId} back: this is a defect of the engine`);
  }
}
