/** What a judgement says: each record's one verdict, and what follows from it. */
import type { Rejection } from "../errors.ts";
import type { Contribution, Positioned } from "../operator/operator.ts";
import type { LedgerEntry } from "../state/ledger.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { Counts } from "./counts.ts";
import type { SourceRecord } from "./record.ts";

export interface DeadLetter<R extends SourceRecord> {
  readonly record: R;
  readonly rejection: Rejection;
}

export interface ExpiredEvent<R extends SourceRecord> {
  readonly record: R;
  readonly eventTimeMs: EventTimeMs;
  readonly watermarkMs: EventTimeMs;
  /** A copy of an event that the shard has seen before. */
  readonly isDuplicate: boolean;
  /** The operators that refused it. */
  readonly operators: readonly string[];
}

/** How a record moves its shard's watermark. */
export interface Step extends Positioned {
  readonly beforeMs: EventTimeMs;
  readonly afterMs: EventTimeMs;
}

export interface Judgement<R extends SourceRecord> {
  /** What the applied events add to pages, in log order. */
  readonly contributions: readonly Contribution[];
  readonly expired: readonly ExpiredEvent<R>[];
  readonly deadLetters: readonly DeadLetter<R>[];
  readonly remembered: readonly LedgerEntry[];
  readonly watermarkMs: EventTimeMs;
  readonly maxEventTimeMs: EventTimeMs;
  readonly counts: Counts;
  /** One for each record; none in a topology without timers. */
  readonly steps: readonly Step[];
}
