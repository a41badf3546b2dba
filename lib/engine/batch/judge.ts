/**
 * Judging goes through a shard's records in log order and gives each its one verdict:
 * applied, expired (some windowed operator refused all of its windows), duplicate, or dead-lettered.
 *
 * Lateness is judged per record and per window against the watermark that the records before it made, before
 * duplication; all operators give their verdict before anything is folded. The result is a pure function of
 * the shard's progress and log: it does not depend on where batches are cut or how often they come.
 */
import { InputError, type Rejection } from "../errors.ts";
import { type Contribution, EXPIRED, type PrepareContext } from "../operator/operator.ts";
import { fingerprint } from "../state/fingerprint.ts";
import type { LedgerEntry } from "../state/ledger.ts";
import type { ShardProgress } from "../state/progress.ts";
import type { SequenceNumber } from "../state/sequence-number.ts";
import { days } from "../time/duration.ts";
import { END_OF_TIME, type EventTimeMs } from "../time/event-time.ts";
import { watermarkOf } from "../time/watermark.ts";
import type { AnyTopology } from "../topology.ts";
import { type Counts, noCounts } from "./counts.ts";
import { decode } from "./decode.ts";
import type { SourceRecord } from "./record.ts";

/** One event's contributions, each with the operator that made it. */
export interface AppliedEvent {
  readonly sequenceNumber: SequenceNumber;
  readonly eventTimeMs: EventTimeMs;
  readonly contributions: readonly (readonly [operator: string, contribution: Contribution])[];
}

export interface DeadLetter<R extends SourceRecord> {
  readonly record: R;
  readonly rejection: Rejection;
}

export interface ExpiredEvent<R extends SourceRecord> {
  readonly record: R;
  readonly eventTimeMs: EventTimeMs;
  readonly watermarkMs: EventTimeMs;
  /** The operators that refused it. */
  readonly operators: readonly string[];
}

export interface Judgement<R extends SourceRecord> {
  readonly applied: readonly AppliedEvent[];
  readonly expired: readonly ExpiredEvent<R>[];
  readonly deadLetters: readonly DeadLetter<R>[];
  readonly remembered: readonly LedgerEntry[];
  readonly watermarkMs: EventTimeMs;
  readonly maxEventTimeMs: EventTimeMs;
  readonly counts: Counts;
}

/** A dead letter can be replayed as long as its queue keeps it: 14 days. */
const REPLAY_HORIZON_MS = days(14);

/** @param seen identities that the shard's ledger remembers, with the watermark that forgets them. */
export function judge<R extends SourceRecord>(
  topology: AnyTopology,
  progress: ShardProgress,
  seen: ReadonlyMap<string, EventTimeMs>,
  records: readonly R[],
): Judgement<R> {
  const bench = new Bench<R>(topology, progress, seen);
  for (const record of records) {
    if (record.sequenceNumber > progress.highWaterMark) bench.hear(record);
  }
  return bench.judgement();
}

/** The state of one judgement while it goes through the records. */
class Bench<R extends SourceRecord> {
  readonly #topology: AnyTopology;
  readonly #operators: readonly (readonly [string, AnyTopology["operators"][string]])[];
  readonly #refusals: ReadonlyMap<string, ShardProgress["refusals"][number]>;
  readonly #seen: ReadonlyMap<string, EventTimeMs>;
  readonly #fresh = new Map<string, EventTimeMs>();
  readonly #applied: AppliedEvent[] = [];
  readonly #expired: ExpiredEvent<R>[] = [];
  readonly #deadLetters: DeadLetter<R>[] = [];
  readonly #counts: Counts = noCounts();
  #watermarkMs: EventTimeMs;
  #maxEventTimeMs: EventTimeMs;

  constructor(topology: AnyTopology, progress: ShardProgress, seen: ReadonlyMap<string, EventTimeMs>) {
    this.#topology = topology;
    this.#operators = Object.entries(topology.operators);
    this.#refusals = new Map(progress.refusals.map((refusal) => [refusal.sequenceNumber, refusal]));
    this.#seen = seen;
    this.#watermarkMs = progress.watermarkMs;
    this.#maxEventTimeMs = progress.maxEventTimeMs;
  }

  hear(record: R): void {
    const { content } = record;
    if (content.kind === "heartbeat") {
      this.#counts.heartbeats += 1;
      this.#watermarkMs = later(this.#watermarkMs, content.watermarkMs);
      return;
    }
    const isReplay = content.kind === "event" && content.origin !== null;
    if (!isReplay) this.#counts.events += 1;
    if (content.kind === "unreadable") {
      this.#deadLetter(record, content.rejection, isReplay);
      return;
    }
    const decoded = decode(this.#topology.source, content.text, isReplay ? null : record.arrivalMs);
    if (decoded.rejection !== undefined) {
      this.#deadLetter(record, decoded.rejection, isReplay);
      return;
    }
    this.#weigh(record, decoded.event, decoded.eventTimeMs, content);
  }

  #weigh(
    record: R,
    event: unknown,
    eventTimeMs: EventTimeMs,
    content: { text: string; origin: string | null },
  ): void {
    const isReplay = content.origin !== null;
    const identity = () => this.#topology.source.id?.(event) ?? fingerprint(content.text);
    const identities = this.#identities(identity, content.origin, eventTimeMs);
    const prepared = this.#prepare(record, event, eventTimeMs, identity);
    if (!("contributions" in prepared)) {
      this.#deadLetter(record, prepared, isReplay);
      return;
    }
    const { contributions, refusedBy } = prepared;
    const isDuplicate = identities.some(([name]) => this.#isRemembered(name));
    if (isReplay && isDuplicate) {
      this.#counts.replaysDuplicate += 1;
    } else {
      if (refusedBy.length > 0) this.#expire(record, eventTimeMs, refusedBy, isReplay);
      else if (isDuplicate) this.#counts.duplicates += 1;
      else this.#counts[isReplay ? "replaysApplied" : "applied"] += 1;
      if (!isDuplicate) {
        for (const [name, forgetAtMs] of identities) this.#fresh.set(name, forgetAtMs);
        if (contributions.length > 0) {
          this.#applied.push({ sequenceNumber: record.sequenceNumber, eventTimeMs, contributions });
        }
      }
    }
    this.#maxEventTimeMs = later(this.#maxEventTimeMs, eventTimeMs);
    this.#watermarkMs = later(this.#watermarkMs, watermarkOf(this.#topology.source.watermark, eventTimeMs));
  }

  /** Every operator's verdict, or the rejection of the first that throws. */
  #prepare(
    record: R,
    event: unknown,
    eventTimeMs: EventTimeMs,
    identity: () => string,
  ): { contributions: (readonly [string, Contribution])[]; refusedBy: string[] } | Rejection {
    const recorded = this.#refusals.get(record.sequenceNumber);
    if (recorded !== undefined) {
      return { reason: "operator_error", error: recorded.error, operator: recorded.operator };
    }
    const context: PrepareContext = { eventTimeMs, watermarkMs: this.#watermarkMs, identity };
    const contributions: (readonly [string, Contribution])[] = [];
    const refusedBy: string[] = [];
    let isLate = false;
    for (const [name, operator] of this.#operators) {
      try {
        const verdict = operator.prepare(event, context, name);
        if (verdict === EXPIRED) {
          refusedBy.push(name);
          continue;
        }
        for (const contribution of verdict) {
          contributions.push([name, contribution]);
          if (contribution.window !== null && contribution.window.endMs <= this.#watermarkMs) isLate = true;
        }
      } catch (error) {
        return { reason: "operator_error", error: errorText(name, error), operator: name };
      }
    }
    if (isLate) this.#counts.late += 1;
    return { contributions, refusedBy };
  }

  #expire(record: R, eventTimeMs: EventTimeMs, operators: readonly string[], isReplay: boolean): void {
    this.#counts[isReplay ? "replaysExpired" : "expiredLate"] += 1;
    this.#expired.push({ record, eventTimeMs, watermarkMs: this.#watermarkMs, operators });
  }

  #deadLetter(record: R, rejection: Rejection, isReplay: boolean): void {
    this.#counts[isReplay ? "replaysDeadLettered" : "deadLettered"] += 1;
    this.#deadLetters.push({ record, rejection });
  }

  /** What the event is known by: its identity when all are compared, and the origin of a replay always. */
  #identities(identity: () => string, origin: string | null, eventTimeMs: EventTimeMs): LedgerEntry[] {
    const entries: LedgerEntry[] = [];
    if (this.#topology.dedupe === "id") {
      entries.push([identity(), earlier(eventTimeMs + this.#topology.identityHorizonMs)]);
    }
    if (origin !== null) {
      entries.push([`origin ${origin}`, earlier(later(eventTimeMs, this.#watermarkMs) + REPLAY_HORIZON_MS)]);
    }
    return entries;
  }

  #isRemembered(identity: string): boolean {
    const forgetAtMs = this.#fresh.get(identity) ?? this.#seen.get(identity);
    return forgetAtMs !== undefined && this.#watermarkMs < forgetAtMs;
  }

  judgement(): Judgement<R> {
    return {
      applied: this.#applied,
      expired: this.#expired,
      deadLetters: this.#deadLetters,
      remembered: [...this.#fresh],
      watermarkMs: this.#watermarkMs,
      maxEventTimeMs: this.#maxEventTimeMs,
      counts: this.#counts,
    };
  }
}

function later(one: EventTimeMs, other: EventTimeMs): EventTimeMs {
  return one >= other ? one : other;
}

function earlier(timeMs: number): EventTimeMs {
  return Math.min(timeMs, END_OF_TIME) as EventTimeMs;
}

/** What an operator threw. Only the engine's own messages are shown: others may quote the record. */
export function errorText(operator: string, error: unknown): string {
  if (error instanceof InputError) return `operator ${operator}: ${error.message}`;
  return `operator ${operator}: threw ${error instanceof Error ? error.name : typeof error}`;
}
