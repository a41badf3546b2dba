/**
 * Logs: JSON lines with past-tense event names, counts and positions. Nothing of a record's content, ever: the
 * functions below are the only ones that log about records, and they have none in hand.
 */
import { Logger } from "@aws-lambda-powertools/logger";
import { type BatchReport, unpadded } from "../../lib/engine/index.ts";

export const logger = new Logger();

/** At most one line a batch and reason. */
export function logRejections({ shardId, rejections }: BatchReport): void {
  const byReason = Map.groupBy(rejections, ({ reason }) => reason);
  for (const [reason, group] of byReason) {
    const positions = group.map(({ sequenceNumber }) => unpadded(sequenceNumber));
    logger.warn("records_dead_lettered", {
      shardId,
      reason,
      count: group.length,
      from: positions[0],
      to: positions.at(-1),
    });
  }
}
