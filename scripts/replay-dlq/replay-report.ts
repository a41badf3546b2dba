/**
 * What a replay did, or in a dry run would do: counts of messages by reason and outcome, and the messages that stay
 * although they matched.
 * Invariant: of each reason, matched is the sum of its outcomes.
 */
import type { Outcome } from "./outcome.ts";
import type { Settled } from "./settlement.ts";

export type Counts = Readonly<Record<Outcome | "matched", number>>;

export interface ReplayReport {
  readonly mode: "dry-run" | "execute";
  /** Messages received, matching or not. */
  readonly received: number;
  /** Records put on the stream; in a dry run, that would be. */
  readonly records: number;
  readonly total: Counts;
  readonly byReason: Readonly<Record<string, Counts>>;
  /** Messages that stay, the first of them. */
  readonly left: readonly Settled[];
  /** Whether expired messages were deleted, as was asked for. */
  readonly isExpiredDropped: boolean;
  /** Whether the queue may hold more that matches. */
  readonly isMore: boolean;
  /** The name of what ended the run early; null when nothing did. */
  readonly failure: string | null;
}

const LEFT_MAX = 1_000;

const NONE: Counts = {
  matched: 0,
  replayed: 0,
  duplicate: 0,
  skipped: 0,
  expired: 0,
  tooLarge: 0,
  failed: 0,
};

export function replayReport(
  settled: readonly Settled[],
  rest: Omit<ReplayReport, "total" | "byReason" | "left">,
): ReplayReport {
  const byReason = Object.fromEntries(
    [...Map.groupBy(settled, ({ reason }) => reason)]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([reason, ofReason]) => [reason, countsOf(ofReason)]),
  );
  const left = settled
    .filter(({ outcome }) => outcome !== "replayed" && outcome !== "duplicate")
    .slice(0, LEFT_MAX);
  return { ...rest, total: countsOf(settled), byReason, left };
}

/** Messages that could not be replayed, though nobody asked for it. */
export function unreplayed({ total, isExpiredDropped }: ReplayReport): number {
  return total.failed + total.tooLarge + (isExpiredDropped ? 0 : total.expired);
}

function countsOf(settled: readonly Settled[]): Counts {
  const counts = { ...NONE, matched: settled.length };
  for (const { outcome } of settled) counts[outcome] += 1;
  return counts;
}
