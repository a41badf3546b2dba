/**
 * The oracle: what must come out, computed from the shards' logs by the plainest means - one record after the
 * other, no batches, no pages, no retries. It takes from the run only what no log can tell: the watermark with
 * which a shard was born, which records were settled as refused, and which delivery gave up.
 */
import { type Dedupe, type KeyedValue, type Replay, unpadded } from "../../lib/engine/index.ts";
import type { Shard, SimulatedStream, StreamRecord } from "../../lib/testing/simulated-stream.ts";
import { AlarmOracle, type Ring } from "./alarm-oracle.ts";
import { JoinOracle } from "./join-oracle.ts";
import { SessionOracle } from "./session-oracle.ts";
import { statesOf, turnoverOf } from "./totals.ts";
import type { JudgedRecords } from "./judged-records.ts";
import {
  digitOf,
  FEW_DIGITS,
  isAlarming,
  isEnding,
  isSaid,
  LATENESS_MS,
  MAX_AHEAD_MS,
  nextChain,
  OUT_OF_ORDERNESS_MS,
  SESSION,
  WINDOW_MS,
} from "./topologies.ts";
import type { SimEvent } from "./sim-event.ts";

export type Verdict = "applied" | "expired" | "dead" | "duplicate" | "replayDuplicate";
export type WindowedOperator = keyof typeof LATENESS_MS;

export interface Observed {
  /** Watermarks at birth, by shard. */
  readonly births: ReadonlyMap<string, number>;
  /** Positions of records that were settled as refused. */
  readonly refused: ReadonlySet<string>;
  /** How a record was judged in its place; undefined for one that delivery gave up. */
  readonly judged: JudgedRecords;
}

const IDENTITY_HORIZON_MS = 600_000;
const REPLAY_HORIZON_MS = 14 * 24 * 3_600_000;
const OPERATORS: readonly WindowedOperator[] = ["sums", "counts", "digits", "visits", "ripples"];

/** What a record comes to: the watermark behind it, and what it adds, with what it lets go off. */
interface Reading {
  readonly afterMs: number;
  readonly apply: (ring: () => readonly Ring[]) => void;
}

export class Oracle {
  readonly verdicts = new Map<string, Verdict>();
  /** Rows by `operator|window start|key`. */
  readonly windows = new Map<string, { events: number; total: number }>();
  readonly newest = new Map<string, SimEvent>();
  readonly history: string[] = [];
  readonly alerts: string[] = [];
  readonly echoes: string[] = [];
  readonly sessions = new SessionOracle();
  readonly alarms = new AlarmOracle();
  /** Of what the join says. */
  readonly matches = new Map<string, number>();
  readonly #join = new JoinOracle((key, code) => chain(this.matches, key, code));
  /** Of what the alarms say, and behind it the spread. */
  readonly hearings = new Map<string, number>();
  readonly chains = new Map<string, number>();
  /** Like the chains, but that they may end. */
  readonly tallies = new Map<string, number>();
  /** Of what the tally says. */
  readonly spreads = new Map<string, number>();
  /** Of what the spread says, and behind it the tally. */
  readonly mixtures = new Map<string, number>();
  /** By operator, then by key. */
  readonly totals = new Map([
    ["turnover", new Map<string, number>()],
    ["stateTotals", new Map<string, number>()],
  ]);
  readonly watermarks = new Map<string, number>();
  readonly #dedupe: Dedupe;
  readonly #observed: Observed;
  readonly #seen = new Map<string, Map<string, number>>();

  constructor(stream: SimulatedStream, dedupe: Dedupe, observed: Observed) {
    this.#dedupe = dedupe;
    this.#observed = observed;
    for (const shard of stream.shards.values()) {
      this.#readShard(shard, (key) => stream.ownsKey(shard.shardId, key));
    }
  }

  #readShard({ shardId, parents, records }: Shard, owns: (key: string) => boolean): void {
    let watermarkMs = this.#observed.births.get(shardId) ?? Number.NEGATIVE_INFINITY;
    const seen = new Map<string, number>();
    for (const parent of parents) {
      const endedAtMs = this.watermarks.get(parent) ?? Number.NEGATIVE_INFINITY;
      for (const [identity, forgetAtMs] of this.#seen.get(parent) ?? []) {
        if (endedAtMs < forgetAtMs) seen.set(identity, forgetAtMs);
      }
    }
    for (const record of records) {
      if (this.#observed.judged.of(record.sequenceNumber) === undefined) continue;
      const { afterMs, apply } = this.#readRecord(record, watermarkMs, seen);
      const ring = () => this.alarms.ring(afterMs, owns);
      this.#hear(ring(), watermarkMs);
      this.#join.settle(afterMs, owns);
      apply(ring);
      this.#join.settle(afterMs, owns);
      watermarkMs = afterMs;
    }
    this.watermarks.set(shardId, watermarkMs);
    this.#seen.set(shardId, seen);
  }

  #readRecord(record: StreamRecord, watermarkMs: number, seen: Map<string, number>): Reading {
    const { content, sequenceNumber, shardId } = record;
    const nothing = { afterMs: watermarkMs, apply() {} };
    if (content.kind === "heartbeat")
      return { ...nothing, afterMs: Math.max(watermarkMs, content.watermarkMs) };
    const judged = this.#observed.judged.of(sequenceNumber);
    const inPlace = { origin: `${shardId}:${unpadded(sequenceNumber)}`, attempt: 1 };
    const replay = content.replay ?? (judged === "readBack" ? inPlace : null);
    const isKnown = (name: string) => watermarkMs < (seen.get(name) ?? Number.NEGATIVE_INFINITY);
    const settled = `origin ${replay?.origin}`;
    const attempted = `${settled}#${replay?.attempt}`;
    if (replay !== null && (isKnown(settled) || isKnown(attempted))) {
      this.verdicts.set(sequenceNumber, "replayDuplicate");
      return nothing;
    }
    const event = content.kind === "event" ? parse(content.text) : undefined;
    const isFuture = event !== undefined && event.time - (record.arrivalMs as number) > MAX_AHEAD_MS;
    if (event === undefined || isFuture || this.#observed.refused.has(sequenceNumber)) {
      if (replay !== null) seen.set(attempted, watermarkMs + REPLAY_HORIZON_MS);
      this.verdicts.set(sequenceNumber, "dead");
      return nothing;
    }
    const taking = OPERATORS.filter((name) => endOf(name, event) + LATENESS_MS[name] > watermarkMs);
    const isDuplicate = this.#dedupe === "id" && isKnown(event.id);
    const verdict = verdictOf(isFirst(replay), isDuplicate, taking.length < OPERATORS.length);
    this.verdicts.set(sequenceNumber, verdict);
    if (replay !== null) seen.set(settled, Math.max(event.time, watermarkMs) + REPLAY_HORIZON_MS);
    const afterMs = Math.max(watermarkMs, event.time - OUT_OF_ORDERNESS_MS);
    if (isDuplicate) return { afterMs, apply() {} };
    if (this.#dedupe === "id") seen.set(event.id, event.time + IDENTITY_HORIZON_MS);
    return { afterMs, apply: (ring) => this.#apply(event, taking, watermarkMs, ring) };
  }

  #apply(
    event: SimEvent,
    taking: readonly WindowedOperator[],
    watermarkMs: number,
    ring: () => readonly Ring[],
  ): void {
    const { id, key, time, value } = event;
    const link = nextChain(this.chains.get(key) ?? 0, value);
    const tally = nextChain(this.tallies.get(key) ?? 0, value);
    for (const operator of taking) {
      if (operator === "visits") this.sessions.add(event, watermarkMs);
      else if (operator === "sums" || operator === "counts")
        this.#count(`${operator}|${windowStart(event)}|${key}`, value);
      else if (operator === "digits" && isSaid(tally))
        this.#count(`digits|${windowStart(event)}|${digitOf(tally)}`, tally);
    }
    const before = this.newest.get(key);
    if (before === undefined || time >= before.time) this.newest.set(key, event);
    this.history.push(id);
    this.chains.set(key, link);
    if (isEnding(value)) this.tallies.delete(key);
    else this.tallies.set(key, tally);
    if (isSaid(tally)) {
      this.echoes.push(`${id} ${tally}`);
      this.#addTo("stateTotals", statesOf({ digit: digitOf(tally), state: tally }));
    }
    const spreads = isSaid(tally) ? this.#mix(key, tally) : [];
    this.#join.add(event);
    this.alarms.observe(key, value, time);
    this.#hear(ring(), watermarkMs);
    // Named behind the alarms: heard of the record itself when they have gone off.
    for (const spread of spreads) this.#listen(key, spread);
    this.#addTo("turnover", turnoverOf(event));
    if (isAlarming(link)) this.alerts.push(`${id} ${link}`);
  }

  #hear(rings: readonly Ring[], watermarkMs: number): void {
    for (const { key, timerMs, state } of rings) {
      this.#listen(key, state);
      const start = Math.floor(timerMs / WINDOW_MS) * WINDOW_MS;
      if (start + WINDOW_MS + LATENESS_MS.ripples > watermarkMs)
        this.#count(`ripples|${start}|${digitOf(state) % FEW_DIGITS}`, state);
    }
  }

  #listen(key: string, state: number): void {
    chain(this.hearings, key, state);
  }

  /** What the spread says. */
  #mix(key: string, tally: number): readonly number[] {
    const spread = nextChain(this.spreads.get(key) ?? 0, tally);
    this.spreads.set(key, spread);
    const before = this.mixtures.get(key) ?? 0;
    this.mixtures.set(key, nextChain(isSaid(spread) ? nextChain(before, spread) : before, tally));
    return isSaid(spread) ? [spread] : [];
  }

  #addTo(operator: string, values: readonly KeyedValue<number>[]): void {
    const totals = this.totals.get(operator) ?? new Map<string, number>();
    for (const [key, value] of values) totals.set(key, (totals.get(key) ?? 0) + value);
  }

  #count(row: string, value: number): void {
    const { events, total } = this.windows.get(row) ?? { events: 0, total: 0 };
    this.windows.set(row, { events: events + 1, total: total + value });
  }
}

function chain(states: Map<string, number>, key: string, value: number): void {
  states.set(key, nextChain(states.get(key) ?? 0, value));
}

/** The end of the event's window, or of the session that it would be alone. */
function endOf(operator: WindowedOperator, event: SimEvent): number {
  return operator === "visits" ? event.time + SESSION.gapMs : windowEnd(event);
}

function windowStart(event: SimEvent): number {
  return windowEnd(event) - WINDOW_MS;
}

/** True for a record that the totals have not counted before. */
export function isFirst(replay: Replay | null): boolean {
  return replay === null || replay.attempt === 1;
}

function verdictOf(isFirstVerdict: boolean, isDuplicate: boolean, isExpired: boolean): Verdict {
  if (!isFirstVerdict && isDuplicate) return "replayDuplicate";
  if (isExpired) return "expired";
  return isDuplicate ? "duplicate" : "applied";
}

function windowEnd({ time }: SimEvent): number {
  return Math.floor(time / WINDOW_MS) * WINDOW_MS + WINDOW_MS;
}

function parse(text: string): SimEvent | undefined {
  try {
    const event = JSON.parse(text);
    return Object.hasOwn(event, "time") && Object.hasOwn(event, "key") ? event : undefined;
  } catch {
    return undefined;
  }
}
