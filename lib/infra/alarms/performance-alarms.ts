/** Alarms on how fast a pipeline is. Thresholds follow from the topology: its objectives and its bound of disorder. */
import { Stats } from "aws-cdk-lib/aws-cloudwatch";
import { consumerLag, iteratorAge, ownMetric } from "../metrics/index.ts";
import { POLL_INTERVAL } from "../processor/index.ts";
import type { Topology } from "../topology.ts";
import {
  type AlarmSpec,
  AT_ONCE,
  FIVE_OF_FIVE,
  SILENCE_IS_FINE,
  THREE_OF_FIVE,
  TWO_OF_THREE,
} from "./alarm-spec.ts";
import type { Watched } from "./watched.ts";

/** How far event time may fall behind, beside what disorder and delivery take anyway. */
const EVENT_TIME_LAG_MS = 1_000;
/** Records that may wait in the stream: a second of a shard's traffic at its limit. */
const CONSUMER_LAG_RECORDS = 1_000;
/** Delivery polls each second: an age of a minute is a backlog. */
const ITERATOR_AGE_MS = 60_000;
/** A shard that is busy for nine tenths of the time catches up with nothing. */
const UTILISATION_PERCENT = 90;

const DEFAULTS = { category: "performance", bad: "above", missingData: SILENCE_IS_FINE } as const;

export function performanceAlarms(watched: Watched): readonly AlarmSpec[] {
  return [
    ...latencyObjectives(watched),
    endToEndLatency(watched),
    eventTimeLag(watched),
    {
      ...DEFAULTS,
      name: "iterator-age",
      severity: "critical",
      metric: iteratorAge(watched),
      threshold: ITERATOR_AGE_MS,
      persistence: FIVE_OF_FIVE,
      happened: "For five minutes records were processed more than a minute after they had arrived.",
    },
    {
      ...DEFAULTS,
      name: "consumer-lag",
      severity: "critical",
      metric: consumerLag(watched),
      threshold: CONSUMER_LAG_RECORDS,
      // Five in a row: in the newest minute what was processed may not be known yet and counts as nothing.
      persistence: FIVE_OF_FIVE,
      happened: `For five minutes more than ${CONSUMER_LAG_RECORDS} records waited in the stream.`,
    },
    commitDuration(watched),
    {
      ...DEFAULTS,
      name: "backpressure",
      severity: "warning",
      metric: ownMetric(watched, "Utilisation", Stats.MAXIMUM),
      threshold: UTILISATION_PERCENT,
      persistence: FIVE_OF_FIVE,
      happened: `For five minutes a shard's processor was busy for more than ${UTILISATION_PERCENT} % of the time.`,
    },
  ];
}

/**
 * One for each percentile that the topology promises. Values are per record, so that a minute of 17 records a second has
 * the thousand that a p99 needs; with fewer it is evaluated all the same, since a quiet pipeline promises no less, and
 * one slow batch among few records is outvoted by the minutes beside it. `ignore` would leave a quiet pipeline's alarm
 * as it is for ever.
 */
function latencyObjectives(watched: Watched): readonly AlarmSpec[] {
  const { processingLatency } = watched.topology.slo;
  return Object.entries(processingLatency).map(([percentile, boundMs]) => ({
    ...DEFAULTS,
    name: `latency-slo-${percentile}`,
    severity: "critical",
    metric: ownMetric(watched, "ProcessingLatency", percentile),
    threshold: boundMs,
    persistence: TWO_OF_THREE,
    happened: `The ${percentile} of processing latency is above its objective of ${boundMs} ms.`,
  }));
}

/** The strictest bound that the topology sets on one batch. */
function objectiveMs({ slo }: Topology): number {
  return Math.min(...Object.values(slo.processingLatency));
}

/** A record that missed a poll waits for the next, and for the batch in front of it, which may have waited as long. */
function endToEndLatency(watched: Watched): AlarmSpec {
  const thresholdMs = 2 * POLL_INTERVAL.toMilliseconds() + objectiveMs(watched.topology);
  return {
    ...DEFAULTS,
    name: "end-to-end-latency",
    severity: "warning",
    metric: ownMetric(watched, "EndToEndLatency", Stats.p(99)),
    threshold: thresholdMs,
    persistence: THREE_OF_FIVE,
    happened: `One record in a hundred takes more than ${thresholdMs} ms from the stream to its effects.`,
  };
}

/** The watermark trails the newest event by the bound of disorder always, and delivery takes up to a poll. */
function eventTimeLag(watched: Watched): AlarmSpec {
  const { outOfOrdernessMs } = watched.topology.source.watermark;
  const thresholdMs = outOfOrdernessMs + POLL_INTERVAL.toMilliseconds() + EVENT_TIME_LAG_MS;
  return {
    ...DEFAULTS,
    name: "event-time-lag",
    severity: "warning",
    // The average: a batch that holds late events alone leaves the watermark where it was, and is nothing to look at.
    metric: ownMetric(watched, "EventTimeLag", Stats.AVERAGE),
    threshold: thresholdMs,
    // A minute's average over many batches: once is enough.
    persistence: AT_ONCE,
    happened: `The watermark is more than ${thresholdMs} ms behind the clock: views are older than they should be.`,
  };
}

/** Writing alone takes what a whole batch may. */
function commitDuration(watched: Watched): AlarmSpec {
  const thresholdMs = objectiveMs(watched.topology);
  return {
    ...DEFAULTS,
    name: "commit-duration",
    severity: "warning",
    metric: ownMetric(watched, "CommitDuration", Stats.p(95)),
    threshold: thresholdMs,
    persistence: THREE_OF_FIVE,
    happened: `One commit in twenty takes longer than ${thresholdMs} ms, the objective for a whole batch.`,
  };
}
