/**
 * The hours that are left for replaying the oldest message of the dead-letter queue, at the least: what a message that holds
 * positions points to is in the stream for `TIME_TO_REPLAY` from when the mapping gave it up. A message that holds its
 * record whole has the queue's fourteen days; which of the two is the oldest, nobody can see from outside.
 *
 * Invariant: the metric has data as long as the queue has messages, and falls by an hour an hour.
 */
import { MathExpression, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";

/** SQS reports once a minute; an alarm on hours needs no finer one. */
const PERIOD = Duration.minutes(5);

export function hoursLeftToReplay(queue: IQueue, timeToReplay: Duration): MathExpression {
  const age = queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM });
  return new MathExpression({
    label: "hours left to replay",
    expression: `${timeToReplay.toHours()} - age / 3600`,
    usingMetrics: { age },
    period: PERIOD,
  });
}
