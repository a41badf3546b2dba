/**
 * The progress behind a batch: the high-water mark at its last record, the watermark and the ledger as judged, and
 * totals that count every record of the shard once.
 */
import type { LedgerAppend } from "../state/ledger.ts";
import { assertForward, type PageTimer, type ShardProgress, type Totals } from "../state/progress.ts";
import { BEFORE_FIRST, type SequenceNumber } from "../state/sequence-number.ts";
import { BEGINNING_OF_TIME } from "../time/event-time.ts";
import type { AnyTopology } from "../topology.ts";
import type { Counts } from "./counts.ts";
import type { Decision, PagePlan } from "./decide.ts";
import type { SourceRecord } from "./record.ts";

export function nextProgress<R extends SourceRecord>(
  topology: AnyTopology,
  progress: ShardProgress,
  { judgement, levels }: Decision<R>,
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
    timers: nextTimers(topology, progress.timers, levels.flat(), highWaterMark),
    ledger: ledger.state,
    totals: addTotals(progress.totals, judgement.counts),
    activeAtMs: isActive ? Math.max(nowMs, progress.activeAtMs) : progress.activeAtMs,
  };
  assertForward(progress, next);
  return next;
}

/**
 * The earliest timer of each page behind the batch. A page that is ahead of it, where an attempt has died, may have let go off
 * what the next records make due: it is looked at in each batch until the progress has caught up.
 */
function nextTimers(
  { operators, timed }: AnyTopology,
  known: readonly PageTimer[],
  plans: readonly PagePlan[],
  highWaterMark: SequenceNumber,
): readonly PageTimer[] {
  if (timed.size === 0) return known;
  const timers = new Map(known.map((timer) => [`${timer.operator} ${timer.page}`, timer]));
  for (const { work, folded } of plans) {
    for (const operator of work.timed) {
      const { key, sections, highWaterMark: reached } = folded.page;
      const earliestMs = operators[operator]?.timers?.earliest(sections.get(operator)?.state);
      const timerMs = reached > highWaterMark ? BEGINNING_OF_TIME : earliestMs;
      if (timerMs === undefined) timers.delete(`${operator} ${key.name}`);
      else timers.set(`${operator} ${key.name}`, { operator, page: key.name, timerMs });
    }
  }
  return [...timers.values()];
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
