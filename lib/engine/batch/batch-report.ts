/** What a batch has come to: for metrics and logs, which see no record's content. */
import type { RejectionReason } from "../errors.ts";
import type { SequenceNumber } from "../state/sequence-number.ts";
import type { ShardProgress } from "../state/progress.ts";
import type { CommitReport } from "./commit-page.ts";
import { addCounts, type Counts } from "./counts.ts";
import type { Decision } from "./decide.ts";
import type { SourceRecord } from "./record.ts";

export interface BatchReport {
  readonly shardId: string;
  readonly counts: Counts;
  /** The batch's progress as stored. */
  readonly progress: ShardProgress;
  readonly conflicts: number;
  /** Timers that have thrown, and what timers said that an operator downstream cannot take or no longer takes. */
  readonly timersLost: number;
  readonly pagesCommitted: number;
  readonly rejections: readonly {
    readonly reason: RejectionReason;
    readonly sequenceNumber: SequenceNumber;
  }[];
}

export function report<R extends SourceRecord>(
  progress: ShardProgress,
  { judgement, timersLost }: Decision<R>,
  commits: readonly CommitReport[],
): BatchReport {
  const rejections = judgement.deadLetters.map(({ record, rejection }) => ({
    reason: rejection.reason,
    sequenceNumber: record.sequenceNumber,
  }));
  const { shardId } = progress;
  const conflicts = commits.reduce((total, commit) => total + commit.conflicts, 0);
  return {
    shardId,
    counts: judgement.counts,
    progress,
    conflicts,
    timersLost,
    pagesCommitted: commits.length,
    rejections,
  };
}

/** One report of several batches of one shard, in their order. */
export function combined(reports: readonly BatchReport[]): BatchReport {
  return reports.reduce((total, next) => ({
    ...next,
    counts: addCounts(total.counts, next.counts),
    conflicts: total.conflicts + next.conflicts,
    timersLost: total.timersLost + next.timersLost,
    pagesCommitted: total.pagesCommitted + next.pagesCommitted,
    rejections: [...total.rejections, ...next.rejections],
  }));
}
