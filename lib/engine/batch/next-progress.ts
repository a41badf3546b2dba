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
  // By operator, then by page: there may be as many as pages, and most of them stay as they are.
  const timers = new Map<string, Map<string, PageTimer>>();
  for (const timer of known) timersOf(timers, timer.operator).set(timer.page, timer);
  for (const { work, folded } of plans) {
    for (const operator of work.timed) {
      const { key, sections, highWaterMark: reached } = folded.page;
      const earliestMs = operators[operator]?.timers?.earliest(sections.get(operator)?.state);
      const timerMs = reached > highWaterMark ? BEGINNING_OF_TIME : earliestMs;
      const ofOperator = timersOf(timers, operator);
      if (timerMs === undefined) ofOperator.delete(key.name);
      else if (ofOperator.get(key.name)?.timerMs !== timerMs)
        ofOperator.set(key.name, { operator, page: key.name, timerMs });
    }
  }
  return [...timers.values()].flatMap((ofOperator) => [...ofOperator.values()]);
}

function timersOf(timers: Map<string, Map<string, PageTimer>>, operator: string): Map<string, PageTimer> {
  let ofOperator = timers.get(operator);
  if (ofOperator === undefined) timers.set(operator, (ofOperator = new Map()));
  return ofOperator;
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
