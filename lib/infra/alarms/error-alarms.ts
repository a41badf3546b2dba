/** Alarms on what failed: batches that came back, dead letters, and what could not be passed on. */
import { Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import { MINUTE, ownMetric } from "../metrics/index.ts";
import { TIME_TO_REPLAY } from "../processor/index.ts";
import { hoursLeftToReplay } from "../side-outputs/index.ts";
import { type AlarmSpec, AT_ONCE, SILENCE_IS_FINE, THREE_OF_FIVE, TWO_OF_THREE } from "./alarm-spec.ts";
import type { Watched } from "./watched.ts";

/** Of records; what producers break by accident is far below. */
const DEAD_LETTER_PERCENT = 1;
/** A working day in which somebody may have looked. */
const DEAD_LETTER_AGE = Duration.hours(24);
/** A working day for replaying what the stream will soon have forgotten. */
const HOURS_LEFT = 24;

const DEFAULTS = { category: "errors", bad: "above", missingData: SILENCE_IS_FINE } as const;

export function errorAlarms(watched: Watched): readonly AlarmSpec[] {
  return [
    {
      ...DEFAULTS,
      name: "commit-failures",
      severity: "critical",
      metric: ownMetric(watched, "CommitFailures", Stats.SUM, Duration.minutes(5)),
      threshold: 0,
      // Once in five minutes is enough: four attempts of some call have failed before a batch is given back.
      persistence: AT_ONCE,
      happened: "A batch could not be made durable and was given back; until it succeeds its shard stands.",
    },
    {
      ...DEFAULTS,
      name: "dlq-rate",
      severity: "warning",
      // One value a record: the average is the rate.
      metric: ownMetric(watched, "DeadLetterRate", Stats.AVERAGE),
      threshold: DEAD_LETTER_PERCENT,
      persistence: THREE_OF_FIVE,
      happened: `More than ${DEAD_LETTER_PERCENT} % of records are dead-lettered.`,
    },
    ...deadLetterQueue(watched),
    ...failureQueues(watched),
    ...undelivered(watched),
  ];
}

/** The queue's own metrics are missing while it is empty and nobody looks at it. */
function deadLetterQueue({ deadLetters }: Watched): readonly AlarmSpec[] {
  const age = { statistic: Stats.MAXIMUM, period: Duration.minutes(5) };
  return [
    {
      ...DEFAULTS,
      name: "dlq-depth",
      severity: "info",
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({
        statistic: Stats.MAXIMUM,
        period: MINUTE,
      }),
      threshold: 0,
      persistence: AT_ONCE,
      happened: "There are dead letters to be looked at.",
    },
    {
      ...DEFAULTS,
      name: "dlq-age",
      severity: "warning",
      metric: deadLetters.metricApproximateAgeOfOldestMessage(age),
      threshold: DEAD_LETTER_AGE.toSeconds(),
      persistence: AT_ONCE,
      happened: `A dead letter has waited for more than ${DEAD_LETTER_AGE.toHours()} hours.`,
    },
    {
      ...DEFAULTS,
      name: "dlq-hours-left",
      severity: "critical",
      metric: hoursLeftToReplay(deadLetters, TIME_TO_REPLAY),
      bad: "below",
      threshold: HOURS_LEFT,
      persistence: AT_ONCE,
      happened: `In less than ${HOURS_LEFT} hours the stream forgets records that the oldest dead letter may point to.`,
    },
  ];
}

function failureQueues({ failureQueues }: Watched): readonly AlarmSpec[] {
  return Object.entries(failureQueues).map(([content, queue]) => ({
    ...DEFAULTS,
    name: content,
    severity: "warning",
    metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: MINUTE }),
    threshold: 0,
    persistence: AT_ONCE,
    happened: `The queue of ${content.replaceAll("-", " ")} is not empty: all attempts have failed.`,
  }));
}

/** Present where the pipeline has the function that emits it. */
function undelivered(watched: Watched): readonly AlarmSpec[] {
  const specs: AlarmSpec[] = [];
  const { notifier, publisher } = watched.functions;
  if (notifier !== undefined) {
    specs.push({
      ...DEFAULTS,
      name: "alert-failures",
      severity: "warning",
      metric: ownMetric(watched, "AlertFailures", Stats.SUM),
      threshold: 0,
      persistence: TWO_OF_THREE,
      happened: "Alerts could not be sent to their topic; those behind them wait.",
    });
  }
  if (publisher !== undefined) {
    specs.push({
      ...DEFAULTS,
      name: "publish-failures",
      severity: "warning",
      metric: ownMetric(watched, "PublishFailures", Stats.SUM),
      threshold: 0,
      persistence: TWO_OF_THREE,
      happened: "Rows could not be put into the output stream, or can never be.",
    });
  }
  return specs;
}
