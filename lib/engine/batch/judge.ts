/**
 * Judging goes through a shard's records in log order and gives each its one verdict:
 * applied, expired (some windowed operator refused all of its windows), duplicate, or dead-lettered.
 *
 * Lateness is judged per record and per window against the watermark that the records before it made, before
 * duplication; all operators give their verdict before anything is folded. The result is a pure function of
 * the shard's progress and log: it does not depend on where batches are cut or how often they come.
 */
import type { Rejection } from "../errors.ts";
import { type Contribution, EXPIRED, type PrepareContext, type Prepared } from "../operator/operator.ts";
import type { ShardProgress } from "../state/progress.ts";
import { days } from "../time/duration.ts";
import { latenessOfEvent } from "../window/event-lateness.ts";
import { END_OF_TIME, type EventTimeMs, later } from "../time/event-time.ts";
import { watermarkOf } from "../time/watermark.ts";
import type { AnyTopology } from "../topology.ts";
import { type Counts, noCounts } from "./counts.ts";
import type { DeadLetter, ExpiredEvent, Judgement, Step } from "./judgement.ts";
import { decode } from "./decode.ts";
import { errorText } from "./error-text.ts";
import { EventIdentity } from "./identity.ts";
import { behind, type Replay, type SourceRecord } from "./record.ts";
import { attempted, isFirstVerdict, settled } from "./replay-identity.ts";

type NamedOperator = readonly [string, AnyTopology["operators"][string]];
type EventContent = Extract<SourceRecord["content"], { readonly kind: "event" }>;
type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

const NOTHING: Prepared = [];

/** As long as its queue keeps a dead letter. */
const REPLAY_HORIZON_MS = days(14);

/** @param seen identities that the shard's ledger remembers, with the watermark that forgets them. */
export function judge<R extends SourceRecord>(
  topology: AnyTopology,
  progress: ShardProgress,
  seen: ReadonlyMap<string, EventTimeMs>,
  records: readonly R[],
): Judgement<R> {
  const bench = new Bench<R>(topology, progress, seen);
  const steps: Step[] = [];
  for (const record of behind(records, progress.highWaterMark)) {
    const beforeMs = bench.watermarkMs;
    bench.hear(record);
    const afterMs = bench.watermarkMs;
    if (topology.timed.size > 0) steps.push({ sequenceNumber: record.sequenceNumber, beforeMs, afterMs });
  }
  return { ...bench.judgement(), steps };
}

class Bench<R extends SourceRecord> {
  readonly #topology: AnyTopology;
  readonly #operators: readonly NamedOperator[];
  readonly #refusals: ReadonlyMap<string, ShardProgress["refusals"][number]>;
  readonly #seen: ReadonlyMap<string, EventTimeMs>;
  readonly #fresh = new Map<string, EventTimeMs>();
  readonly #contributions: Contribution[] = [];
  readonly #expired: ExpiredEvent<R>[] = [];
  readonly #deadLetters: DeadLetter<R>[] = [];
  readonly #counts: Counts = noCounts();
  readonly #context: Mutable<PrepareContext>;
  /** True when a window downstream has fired without the record at hand. */
  #isLate = false;
  /** The verdicts on the record at hand, in the order of the operators. */
  readonly #verdicts: Prepared[] = [];
  readonly #identity: EventIdentity;
  #watermarkMs: EventTimeMs;
  #maxEventTimeMs: EventTimeMs;

  constructor(topology: AnyTopology, progress: ShardProgress, seen: ReadonlyMap<string, EventTimeMs>) {
    this.#topology = topology;
    this.#operators = Object.entries(topology.operators);
    this.#refusals = new Map(progress.refusals.map((refusal) => [refusal.sequenceNumber, refusal]));
    this.#seen = seen;
    this.#watermarkMs = progress.watermarkMs;
    this.#maxEventTimeMs = progress.maxEventTimeMs;
    this.#identity = new EventIdentity(topology.source.id);
    this.#context = {
      record: { sequenceNumber: progress.highWaterMark },
      eventTimeMs: progress.maxEventTimeMs,
      watermarkMs: progress.watermarkMs,
      identity: () => this.#identity.written,
    };
  }

  hear(record: R): void {
    const { content } = record;
    if (content.kind === "heartbeat") {
      this.#counts.heartbeats += 1;
      this.#watermarkMs = later(this.#watermarkMs, content.watermarkMs);
      return;
    }
    const { replay } = content;
    if (replay !== null && this.#isSettled(replay)) {
      this.#counts.replaysDuplicate += 1;
      return;
    }
    if (isFirstVerdict(replay)) this.#counts.events += 1;
    if (content.kind === "unreadable") {
      this.#deadLetter(record, content.rejection, replay);
      return;
    }
    const decoded = decode(this.#topology.source, content.text, record.arrivalMs);
    if (decoded.rejection !== undefined) {
      this.#deadLetter(record, decoded.rejection, replay);
      return;
    }
    this.#weigh(record, decoded.event, decoded.eventTimeMs, content);
  }

  #weigh(record: R, event: unknown, eventTimeMs: EventTimeMs, content: EventContent): void {
    const { replay } = content;
    this.#identity.begin(event, content.text);
    this.#context.record = record;
    this.#context.eventTimeMs = eventTimeMs;
    this.#context.watermarkMs = this.#watermarkMs;
    const rejection = this.#prepare(record, event);
    if (rejection !== undefined) {
      this.#deadLetter(record, rejection, replay);
      return;
    }
    const identity = this.#topology.dedupe === "id" ? this.#context.identity() : null;
    const isDuplicate = identity !== null && this.#isRemembered(identity);
    this.#count(record, eventTimeMs, isFirstVerdict(replay), isDuplicate);
    if (replay !== null)
      this.#remember(settled(replay), later(eventTimeMs, this.#watermarkMs) + REPLAY_HORIZON_MS);
    if (!isDuplicate) this.#apply(eventTimeMs, identity);
    this.#maxEventTimeMs = later(this.#maxEventTimeMs, eventTimeMs);
    this.#watermarkMs = later(this.#watermarkMs, watermarkOf(this.#topology.source.watermark, eventTimeMs));
  }

  /** Takes every operator's verdict; the rejection when one throws. */
  #prepare(record: R, event: unknown): Rejection | undefined {
    const recorded = this.#refusals.size > 0 ? this.#refusals.get(record.sequenceNumber) : undefined;
    if (recorded !== undefined) {
      this.#pass(event);
      return { reason: "operator_error", error: recorded.error, operator: recorded.operator };
    }
    this.#isLate = false;
    for (let i = 0; i < this.#operators.length; i++) {
      const [name, operator] = this.#operators[i] as NamedOperator;
      try {
        this.#verdicts[i] =
          operator.upstreams === undefined
            ? operator.prepare(event, this.#context, name)
            : this.#foresee(name, operator);
      } catch (error) {
        return { reason: "operator_error", error: errorText(name, error), operator: name };
      }
    }
    return undefined;
  }

  /** What a downstream operator adds is known once its upstreams have spoken; whether it is too late, already now. */
  #foresee(name: string, { windowing }: NamedOperator[1]): Prepared {
    if (windowing === undefined || this.#topology.hearTimersOnly.has(name)) return NOTHING;
    const lateness = latenessOfEvent(windowing, this.#context.eventTimeMs, this.#watermarkMs);
    if (lateness === "late") this.#isLate = true;
    return lateness === "expired" ? EXPIRED : NOTHING;
  }

  /**
   * Moves the pages of a refused record past it: a worker that was far behind, and finds a page gone that refused the
   * record, would else fold it into the others.
   */
  #pass(event: unknown): void {
    for (const [name, operator] of this.#operators) {
      if (operator.upstreams !== undefined) continue;
      try {
        const prepared = operator.prepare(event, this.#context, name);
        for (const contribution of prepared === EXPIRED ? [] : prepared)
          this.#contributions.push({ ...contribution, isRefused: true });
      } catch {
        // An operator that cannot take the event has no page that could hold it.
      }
    }
  }

  /** Counts the record once. A repaired one whose twin was applied meanwhile is nothing new, late or not. */
  #count(record: R, eventTimeMs: EventTimeMs, isFirst: boolean, isDuplicate: boolean): void {
    if (!isFirst && isDuplicate) this.#counts.replaysDuplicate += 1;
    else if (this.#verdicts.includes(EXPIRED)) this.#expire(record, eventTimeMs, isFirst, isDuplicate);
    else if (isDuplicate) this.#counts.duplicates += 1;
    else if (isFirst) this.#counts.applied += 1;
    else this.#counts.replaysApplied += 1;
  }

  #apply(eventTimeMs: EventTimeMs, identity: string | null): void {
    if (identity !== null) this.#remember(identity, eventTimeMs + this.#topology.identityHorizonMs);
    let isLate = this.#isLate;
    for (const verdict of this.#verdicts) {
      if (verdict === EXPIRED) continue;
      for (const contribution of verdict) {
        this.#contributions.push(contribution);
        if (contribution.window !== null && contribution.window.endMs <= this.#watermarkMs) isLate = true;
      }
    }
    if (isLate) this.#counts.late += 1;
  }

  #expire(record: R, eventTimeMs: EventTimeMs, isFirst: boolean, isDuplicate: boolean): void {
    const operators = this.#operators.filter((_, i) => this.#verdicts[i] === EXPIRED).map(([name]) => name);
    this.#counts[isFirst ? "expiredLate" : "replaysExpired"] += 1;
    this.#expired.push({ record, eventTimeMs, watermarkMs: this.#watermarkMs, isDuplicate, operators });
  }

  /** This attempt of a replay is over: what comes of it is the new letter's, not that of a copy of the old one. */
  #deadLetter(record: R, rejection: Rejection, replay: Replay | null): void {
    this.#counts[isFirstVerdict(replay) ? "deadLettered" : "replaysDeadLettered"] += 1;
    if (replay !== null) this.#remember(attempted(replay), this.#watermarkMs + REPLAY_HORIZON_MS);
    this.#deadLetters.push({ record, rejection });
  }

  #isSettled(replay: Replay): boolean {
    return this.#isRemembered(settled(replay)) || this.#isRemembered(attempted(replay));
  }

  #remember(identity: string, forgetAtMs: number): void {
    this.#fresh.set(identity, earlier(forgetAtMs));
  }

  #isRemembered(identity: string): boolean {
    const forgetAtMs = this.#fresh.get(identity) ?? this.#seen.get(identity);
    return forgetAtMs !== undefined && this.#watermarkMs < forgetAtMs;
  }

  get watermarkMs(): EventTimeMs {
    return this.#watermarkMs;
  }

  judgement(): Omit<Judgement<R>, "steps"> {
    return {
      contributions: this.#contributions,
      expired: this.#expired,
      deadLetters: this.#deadLetters,
      remembered: [...this.#fresh],
      watermarkMs: this.#watermarkMs,
      maxEventTimeMs: this.#maxEventTimeMs,
      counts: this.#counts,
    };
  }
}

function earlier(timeMs: number): EventTimeMs {
  return Math.min(timeMs, END_OF_TIME) as EventTimeMs;
}
