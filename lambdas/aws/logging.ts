/**
 * Logs: JSON lines with past-tense event names, counts and positions. Nothing of a record's content, ever: the
 * functions below are the only ones that log about records, and they look at nothing else of them.
 */
import { Logger } from "@aws-lambda-powertools/logger";
import { type BatchReport, type SequenceNumber, unpadded } from "../../lib/engine/index.ts";

export const logger = new Logger();

interface Positioned {
  readonly sequenceNumber: SequenceNumber;
}

/** No record is dropped in silence: one line a batch and reason. */
export function logDropped(
  { shardId, counts, rejections }: BatchReport,
  records: readonly Positioned[],
): void {
  for (const [reason, group] of Map.groupBy(rejections, ({ reason }) => reason)) {
    logger.warn("records_dead_lettered", { shardId, reason, count: group.length, ...rangeOf(group) });
  }
  const expired = counts.expiredLate + counts.replaysExpired;
  if (expired > 0) logger.warn("events_expired", { shardId, count: expired, ...rangeOf(records) });
  const duplicates = counts.duplicates + counts.replaysDuplicate;
  if (duplicates > 0) logger.info("duplicates_dropped", { shardId, count: duplicates, ...rangeOf(records) });
}

function rangeOf(group: readonly Positioned[]): { readonly from?: string; readonly to?: string } {
  const [first] = group;
  const last = group.at(-1);
  if (first === undefined || last === undefined) return {};
  return { from: unpadded(first.sequenceNumber), to: unpadded(last.sequenceNumber) };
}
