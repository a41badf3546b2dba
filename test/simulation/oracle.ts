/**
 * The oracle: what must come out, computed from the shards' logs by the plainest means - one record after the
 * other, no batches, no pages, no retries. It takes from the run only what no log can tell: the watermark with
 * which a shard was born, which records were settled as refused, and which delivery gave up.
 */
import { type Dedupe, type Replay, unpadded } from "../../lib/engine/index.ts";
import type { Shard, SimulatedStream, StreamRecord } from "../../lib/testing/simulated-stream.ts";
import { SessionOracle } from "./session-oracle.ts";
import type { JudgedRecords } from "./judged-records.ts";
import {
  digitOf,
  isAlarming,
  isEnding,
  isSaid,
  LATENESS_MS,
  MAX_AHEAD_MS,
  nextChain,
  OUT_OF_ORDERNESS_MS,
  SESSION,
  type SimEvent,
  WINDOW_MS,
} from "./topologies.ts";

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
const OPERATORS: readonly WindowedOperator[] = ["sums", "counts", "digits", "visits"];

export class Oracle {
  readonly verdicts = new Map<string, Verdict>();
  /** Rows by `operator|window start|key`. */
  readonly windows = new Map<string, { events: number; total: number }>();
  readonly newest = new Map<string, SimEvent>();
  readonly history: string[] = [];
  readonly alerts: string[] = [];
  readonly echoes: string[] = [];
  readonly sessions = new SessionOracle();
  readonly chains = new Map<string, number>();
  /** Like the chains, but that they may end. */
  readonly tallies = new Map<string, number>();
  /** Of what the tally says. */
  readonly spreads = new Map<string, number>();
  /** Of what the spread says, and behind it the tally. */
  readonly mixtures = new Map<string, number>();
  readonly watermarks = new Map<string, number>();
  readonly #dedupe: Dedupe;
  readonly #observed: Observed;
  readonly #seen = new Map<string, Map<string, number>>();

  constructor(stream: SimulatedStream, dedupe: Dedupe, observed: Observed) {
    this.#dedupe = dedupe;
    this.#observed = observed;
    for (const shard of stream.shards.values()) this.#readShard(shard);
  }

  #readShard({ shardId, parents, records }: Shard): void {
    let watermarkMs = this.#observed.births.get(shardId) ?? Number.NEGATIVE_INFINITY;
    const seen = new Map<string, number>();
    for (const parent of parents) {
      const endedAtMs = this.watermarks.get(parent) ?? Number.NEGATIVE_INFINITY;
      for (const [identity, forgetAtMs] of this.#seen.get(parent) ?? []) {
        if (endedAtMs < forgetAtMs) seen.set(identity, forgetAtMs);
      }
    }
    for (const record of records) watermarkMs = this.#readRecord(record, watermarkMs, seen);
    this.watermarks.set(shardId, watermarkMs);
    this.#seen.set(shardId, seen);
  }

  /** The watermark behind the record. */
  #readRecord(record: StreamRecord, watermarkMs: number, seen: Map<string, number>): number {
    const { content, sequenceNumber, shardId } = record;
    const judged = this.#observed.judged.of(sequenceNumber);
    if (judged === undefined) return watermarkMs;
    if (content.kind === "heartbeat") return Math.max(watermarkMs, content.watermarkMs);
    const inPlace = { origin: `${shardId}:${unpadded(sequenceNumber)}`, attempt: 1 };
    const replay = content.replay ?? (judged === "readBack" ? inPlace : null);
    const isKnown = (name: string) => watermarkMs < (seen.get(name) ?? Number.NEGATIVE_INFINITY);
    const settled = `origin ${replay?.origin}`;
    const attempted = `${settled}#${replay?.attempt}`;
    if (replay !== null && (isKnown(settled) || isKnown(attempted))) {
      this.verdicts.set(sequenceNumber, "replayDuplicate");
      return watermarkMs;
    }
    const event = content.kind === "event" ? parse(content.text) : undefined;
    const isFuture = event !== undefined && event.time - (record.arrivalMs as number) > MAX_AHEAD_MS;
    if (event === undefined || isFuture || this.#observed.refused.has(sequenceNumber)) {
      if (replay !== null) seen.set(attempted, watermarkMs + REPLAY_HORIZON_MS);
      this.verdicts.set(sequenceNumber, "dead");
      return watermarkMs;
    }
    const taking = OPERATORS.filter((name) => endOf(name, event) + LATENESS_MS[name] > watermarkMs);
    const isDuplicate = this.#dedupe === "id" && isKnown(event.id);
    const verdict = verdictOf(isFirst(replay), isDuplicate, taking.length < OPERATORS.length);
    this.verdicts.set(sequenceNumber, verdict);
    if (replay !== null) seen.set(settled, Math.max(event.time, watermarkMs) + REPLAY_HORIZON_MS);
    if (!isDuplicate) {
      if (this.#dedupe === "id") seen.set(event.id, event.time + IDENTITY_HORIZON_MS);
      this.#apply(event, taking, watermarkMs);
    }
    return Math.max(watermarkMs, event.time - OUT_OF_ORDERNESS_MS);
  }

  #apply(event: SimEvent, taking: readonly WindowedOperator[], watermarkMs: number): void {
    const { id, key, time, value } = event;
    const chain = nextChain(this.chains.get(key) ?? 0, value);
    const tally = nextChain(this.tallies.get(key) ?? 0, value);
    for (const operator of taking) {
      if (operator === "visits") this.sessions.add(event, watermarkMs);
      else if (operator !== "digits") this.#count(`${operator}|${windowStart(event)}|${key}`, value);
      else if (isSaid(tally)) this.#count(`digits|${windowStart(event)}|${digitOf(tally)}`, tally);
    }
    const before = this.newest.get(key);
    if (before === undefined || time >= before.time) this.newest.set(key, event);
    this.history.push(id);
    this.chains.set(key, chain);
    if (isEnding(value)) this.tallies.delete(key);
    else this.tallies.set(key, tally);
    if (isSaid(tally)) {
      this.echoes.push(`${id} ${tally}`);
      this.#mix(key, tally);
    }
    if (isAlarming(chain)) this.alerts.push(`${id} ${chain}`);
  }

  #mix(key: string, tally: number): void {
    const spread = nextChain(this.spreads.get(key) ?? 0, tally);
    this.spreads.set(key, spread);
    const before = this.mixtures.get(key) ?? 0;
    this.mixtures.set(key, nextChain(isSaid(spread) ? nextChain(before, spread) : before, tally));
  }

  #count(row: string, value: number): void {
    const { events, total } = this.windows.get(row) ?? { events: 0, total: 0 };
    this.windows.set(row, { events: events + 1, total: total + value });
  }
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
