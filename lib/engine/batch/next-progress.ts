/**
 * The progress behind a batch: the high-water mark at its last record, the watermark and the ledger as judged, and
 * totals that count every record of the shard once.
 */
import type { LedgerAppend } from "../state/ledger.ts";
import { assertForward, type ShardProgress, type Totals } from "../state/progress.ts";
import { BEFORE_FIRST } from "../state/sequence-number.ts";
import type { Counts } from "./counts.ts";
import type { Judgement } from "./judgement.ts";
import type { SourceRecord } from "./record.ts";

export function nextProgress<R extends SourceRecord>(
  progress: ShardProgress,
  judgement: Judgement<R>,
  ledger: LedgerAppend,
  records: readonly R[],
  nowMs: number,
): ShardProgress {
  const last = records.at(-1)?.sequenceNumber ?? progress.highWaterMark;
  const highWaterMark = last > progress.highWaterMark ? last : progress.highWaterMark;
  const isActive = judgement.counts.events > 0;
  const next: ShardProgress = {
    ...progress,
    version: progress.version + 1,
    highWaterMark,
    maxEventTimeMs: judgement.maxEventTimeMs,
    watermarkMs: judgement.watermarkMs,
    refusals: progress.refusals.filter(({ sequenceNumber }) => sequenceNumber > highWaterMark),
    begun: (progress.begun?.upTo ?? BEFORE_FIRST) <= highWaterMark ? null : progress.begun,
    ledger: ledger.state,
    totals: addTotals(progress.totals, judgement.counts),
    activeAtMs: isActive ? Math.max(nowMs, progress.activeAtMs) : progress.activeAtMs,
  };
  assertForward(progress, next);
  return next;
}

/** A replay that succeeds turns its record from dead-lettered into applied or expired: it was sent once. */
function addTotals(totals: Totals, counts: Counts): Totals {
  return {
    applied: totals.applied + counts.applied + counts.replaysApplied,
    expiredLate: totals.expiredLate + counts.expiredLate + counts.replaysExpired,
    deadLettered: totals.deadLettered + counts.deadLettered - counts.replaysApplied - counts.replaysExpired,
    duplicates: totals.duplicates + counts.duplicates,
  };
}
