/**
 * Chaos: the known share of records that are not plain readings on time, and what must become of each kind.
 *
 * Kinds: out of order (within the bound), late (its window has fired, and takes it still), expired (every window
 * refuses it), duplicate (the same bytes again), future (a clock far ahead), malformed.
 */
import type { Random } from "./random.ts";

export type ChaosKind = "out_of_order" | "late" | "expired" | "duplicate" | "future" | "malformed";

export type RecordKind = "on_time" | ChaosKind;

/** What must become of a record: one term of the conservation law. */
export type Outcome = "applied" | "expiredLate" | "deadLettered" | "duplicates";

export const OUTCOMES: Readonly<Record<RecordKind, Outcome>> = {
  on_time: "applied",
  out_of_order: "applied",
  late: "applied",
  expired: "expiredLate",
  duplicate: "duplicates",
  future: "deadLettered",
  malformed: "deadLettered",
};

/** Parts of the chaos; they add up to 1. */
const PARTS: readonly (readonly [ChaosKind, number])[] = [
  ["out_of_order", 0.35],
  ["late", 0.15],
  ["expired", 0.1],
  ["duplicate", 0.15],
  ["future", 0.05],
  ["malformed", 0.2],
];

export const DEFAULT_CHAOS_SHARE = 0.02;

/** The next record's kind: on time with chance `1 - share`. */
export function drawKind(share: number, random: Random): RecordKind {
  if (random() >= share) return "on_time";
  let rest = random();
  for (const [kind, part] of PARTS) {
    if (rest < part) return kind;
    rest -= part;
  }
  return "out_of_order";
}
