/**
 * What a shop sends: one record a slot of time, of one of its visits, with chaos mixed in. Every record says what must
 * become of it, so a run can be checked against what its generator knows.
 *
 * Visits are left in their order: what is out of order, late, expired, from the future or malformed is one more look of
 * somebody who was seen a moment ago, and whose record has moved the shard's watermark far enough. The promises hold as
 * long as a user's records reach their shard in order. Where a kind is impossible for the moment, a visit goes on.
 */
import {
  drawKind,
  expiredTime,
  futureTime,
  lateTime,
  malformed,
  OUTCOMES,
  outOfOrderTime,
  type Random,
  RecentRecords,
  type RecordKind,
  type TrafficRecord,
} from "../../traffic/index.ts";
import { type CommerceEvent } from "../commerce-event.ts";
import { COMMERCE_BOUNDS, userKey } from "../commerce-source.ts";
import { CLICK_VIOLATIONS } from "./click-violations.ts";
import { Clickstream, type ClickstreamOptions } from "./clickstream.ts";
import type { FraudEpisode } from "./fraud-episode.ts";
import { type SeenVisitor, SeenVisitors } from "./seen-visitors.ts";

export interface CommerceTrafficOptions extends Omit<ClickstreamOptions, "lagMaxMs"> {
  /** The share of records that are chaos, 0 to 1. */
  readonly chaos: number;
}

type StrayKind = Exclude<RecordKind, "on_time" | "duplicate">;

const encoder = new TextEncoder();

export class CommerceTraffic {
  readonly #clicks: Clickstream;
  readonly #chaos: number;
  readonly #random: Random;
  readonly #recent = new RecentRecords();
  readonly #seen = new SeenVisitors();

  constructor({ chaos, ...options }: CommerceTrafficOptions) {
    this.#clicks = new Clickstream(options);
    this.#chaos = chaos;
    this.#random = options.random;
  }

  /** The record of the slot at `slotMs`, ms since 1970; slots must not go back. */
  next(slotMs: number): TrafficRecord {
    const nowMs = Math.floor(slotMs);
    const kind = drawKind(this.#chaos, this.#random);
    if (kind === "on_time") return this.#plain(nowMs);
    if (kind === "duplicate") return this.#recent.duplicate(nowMs, this.#random) ?? this.#plain(nowMs);
    return this.#stray(nowMs, kind) ?? this.#plain(nowMs);
  }

  /** The ground truth of fraud so far. */
  episodes(): readonly FraudEpisode[] {
    return this.#clicks.episodes();
  }

  #plain(nowMs: number): TrafficRecord {
    const { event, timeMs, isFraud, visitor } = this.#clicks.next(nowMs);
    const record = labelled(event, JSON.stringify(event), "on_time", null, isFraud);
    this.#recent.push(record, nowMs);
    if (visitor !== undefined) this.#seen.push({ visitor, timeMs });
    else if (event.event_type === "forget") this.#seen.drop(String(event.user_id));
    return record;
  }

  #stray(nowMs: number, kind: StrayKind): TrafficRecord | undefined {
    const seen = this.#seen.draw(this.#random);
    if (seen === undefined) return undefined;
    const timeMs = this.#strayTime(seen, nowMs, kind);
    if (timeMs === undefined) return undefined;
    const event = this.#clicks.stray(seen.visitor, timeMs);
    if (kind === "malformed") {
      const { data, reason } = malformed(event, CLICK_VIOLATIONS, this.#random);
      return labelled(event, data, kind, reason, false);
    }
    return labelled(event, JSON.stringify(event), kind, kind === "future" ? "future_timestamp" : null, false);
  }

  #strayTime({ timeMs }: SeenVisitor, nowMs: number, kind: StrayKind): number | undefined {
    switch (kind) {
      case "malformed":
        return nowMs;
      case "future":
        return futureTime(COMMERCE_BOUNDS, nowMs, this.#random);
      case "out_of_order":
        return outOfOrderTime(COMMERCE_BOUNDS, nowMs, this.#random);
      case "late":
        return lateTime(COMMERCE_BOUNDS, timeMs, nowMs, this.#random);
      case "expired":
        return expiredTime(COMMERCE_BOUNDS, timeMs, this.#random);
    }
  }
}

function labelled(
  event: CommerceEvent,
  content: string | Uint8Array,
  kind: RecordKind,
  reason: string | null,
  isFraud: boolean,
): TrafficRecord {
  return {
    partitionKey: userKey(event),
    data: typeof content === "string" ? encoder.encode(content) : content,
    kind,
    outcome: OUTCOMES[kind],
    reason,
    type: event.event_type,
    isAnomaly: isFraud,
  };
}
