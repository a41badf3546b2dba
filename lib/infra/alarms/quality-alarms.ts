/** Alarms on the data: what comes too late, what cannot be read, and that nothing is lost. */
import { Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import { lostRecords, ownMetric } from "../metrics/index.ts";
import { type AlarmSpec, AT_ONCE, FIVE_OF_FIVE, SILENCE_IS_FINE, THREE_OF_FIVE } from "./alarm-spec.ts";
import type { Watched } from "./watched.ts";

/** Of events; the generators' usual disorder makes about one in a hundred late. */
const LATE_PERCENT = 5;
/** In five minutes; single ones are a producer's everyday life, and the dead letters' alarms see their share. */
const VALIDATION_ERRORS = 100;
/** Long enough that what is in flight at its edges is a thousandth of what came. */
const LAW_PERIOD = Duration.hours(1);
/** Fewer are within what two services' clocks differ by. */
const LOST_RECORDS = 100;

const DEFAULTS = { category: "data-quality", bad: "above", missingData: SILENCE_IS_FINE } as const;

export function qualityAlarms(watched: Watched): readonly AlarmSpec[] {
  return [
    {
      ...DEFAULTS,
      name: "late-rate",
      severity: "warning",
      // One value an event: the average is the rate, and a minute of few events is outvoted by the four beside it.
      metric: ownMetric(watched, "late_data_rate", Stats.AVERAGE),
      threshold: LATE_PERCENT,
      persistence: FIVE_OF_FIVE,
      happened: `For five minutes more than ${LATE_PERCENT} % of events came late or too late.`,
    },
    {
      ...DEFAULTS,
      name: "validation-errors",
      severity: "warning",
      metric: ownMetric(watched, "validation_errors_total", Stats.SUM, Duration.minutes(5)),
      threshold: VALIDATION_ERRORS,
      persistence: AT_ONCE,
      happened: `More than ${VALIDATION_ERRORS} records in five minutes could not be read or broke the schema.`,
    },
    {
      ...DEFAULTS,
      name: "conservation",
      severity: "critical",
      metric: lostRecords(watched, LAW_PERIOD),
      threshold: LOST_RECORDS,
      persistence: AT_ONCE,
      happened: `More than ${LOST_RECORDS} records of the last hour are neither applied, expired, dead-lettered nor duplicate.`,
    },
    {
      ...DEFAULTS,
      name: "timers-lost",
      severity: "warning",
      metric: ownMetric(watched, "TimersLost", Stats.SUM, Duration.minutes(5)),
      threshold: 0,
      persistence: AT_ONCE,
      happened:
        "Timers of an operator went off and had no effect: it threw, or there was no room for what it said.",
    },
    {
      ...DEFAULTS,
      name: "commit-conflicts",
      severity: "info",
      metric: ownMetric(watched, "CommitConflicts", Stats.SUM),
      threshold: 0,
      // A batch that is delivered twice meets itself once; two workers on one shard meet each minute.
      persistence: THREE_OF_FIVE,
      happened: "Two workers keep writing the same pages: no state is wrong, but work is done twice.",
    },
  ];
}
