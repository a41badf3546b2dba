/**
 * The ground truth of a run: how many records of each kind the stream accepted, and so what its consumer must report.
 *
 * `resentUnknown` counts records that were sent again after a call without an answer: at most so many are in the
 * stream twice, as duplicates beyond the expected ones.
 */
import type { Outcome, ProducedRecord } from "./produced-record.ts";
import type { SentCall } from "./sender.ts";

export interface GroundTruth {
  readonly byKind: Readonly<Record<string, number>>;
  readonly expected: Readonly<Record<Outcome, number>>;
  /** The expected dead letters by their reason. */
  readonly deadLettersByReason: Readonly<Record<string, number>>;
  readonly resentUnknown: number;
}

export class GroundTruthCounter {
  readonly #byKind = new Map<string, number>();
  readonly #byReason = new Map<string, number>();
  readonly #expected: Record<Outcome, number> = {
    applied: 0,
    expiredLate: 0,
    deadLettered: 0,
    duplicates: 0,
  };
  #resentUnknown = 0;

  count({ accepted, refused, isOutcomeUnknown }: SentCall<ProducedRecord>): void {
    if (isOutcomeUnknown) this.#resentUnknown += refused;
    for (const { kind, outcome, reason } of accepted) {
      increment(this.#byKind, kind);
      this.#expected[outcome] += 1;
      if (reason !== null) increment(this.#byReason, reason);
    }
  }

  truth(): GroundTruth {
    return {
      byKind: Object.fromEntries(this.#byKind),
      expected: { ...this.#expected },
      deadLettersByReason: Object.fromEntries(this.#byReason),
      resentUnknown: this.#resentUnknown,
    };
  }
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
