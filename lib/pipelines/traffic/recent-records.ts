/**
 * The last records on time, for duplicates: a duplicate is a copy of one of them, and comes too soon after it to be
 * expired.
 */
import { OUTCOMES } from "./chaos.ts";
import { type Random, uniformInteger } from "./random.ts";
import type { TrafficRecord } from "./traffic-record.ts";

const RECENT_MAX = 256;
const RECENT_FOR_MS = 5000;

export class RecentRecords {
  readonly #recent: { readonly record: TrafficRecord; readonly slotMs: number }[] = [];

  push(record: TrafficRecord, slotMs: number): void {
    this.#recent.push({ record, slotMs });
    if (this.#recent.length > RECENT_MAX) this.#recent.shift();
  }

  /** A recent record again, byte for byte; undefined when none is recent enough. */
  duplicate(nowMs: number, random: Random): TrafficRecord | undefined {
    const recent = this.#recent.filter(({ slotMs }) => nowMs - slotMs < RECENT_FOR_MS);
    const original = recent[uniformInteger(random, 0, recent.length - 1)]?.record;
    return original && { ...original, kind: "duplicate", outcome: OUTCOMES.duplicate };
  }
}
