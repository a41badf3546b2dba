/** Alarms on the state of what a pipeline runs on: its functions, its closer, its table and its stream. */
import { type IMetric, MathExpression, Stats } from "aws-cdk-lib/aws-cloudwatch";
import { Duration } from "aws-cdk-lib/core";
import { MINUTE, ownMetric, processorSilence } from "../metrics/index.ts";
import {
  type AlarmSpec,
  AT_ONCE,
  FIVE_OF_FIVE,
  SILENCE_IS_BAD,
  SILENCE_IS_FINE,
  THREE_OF_FIVE,
  TWO_OF_THREE,
} from "./alarm-spec.ts";
import type { Watched } from "./watched.ts";

/** Windows close a minute late at the most; five are a shard that stands. */
const STUCK_MS = 5 * 60_000;
/** Node collects its garbage in time below this; above, the next large batch may end the container. */
const MEMORY_PERCENT = 85;
/** A page is refused at 380 KB: from here on somebody has time to give its operator finer pages. */
const PAGE_BYTES = 300 << 10;

const DEFAULTS = { category: "system-state", bad: "above", missingData: SILENCE_IS_FINE } as const;

export function systemAlarms(watched: Watched): readonly AlarmSpec[] {
  return [
    {
      ...DEFAULTS,
      name: "processor-down",
      severity: "critical",
      metric: processorSilence(watched),
      threshold: 0,
      // A record that comes in a minute's last second is processed in the next; three minutes are no accident.
      persistence: { datapoints: 3, of: 3 },
      happened: "For three minutes records arrived and the processor was not called.",
    },
    ...functionErrors(watched),
    {
      ...DEFAULTS,
      name: "functions-throttled",
      severity: "warning",
      metric: functionThrottles(watched),
      threshold: 0,
      persistence: THREE_OF_FIVE,
      happened: "Lambda refuses to run functions of the pipeline: the account's concurrency is used up.",
    },
    ...closerAlarms(watched),
    {
      ...DEFAULTS,
      name: "memory",
      severity: "warning",
      metric: ownMetric(watched, "MemoryUsed", Stats.MAXIMUM),
      threshold: MEMORY_PERCENT,
      persistence: THREE_OF_FIVE,
      happened: `A function of the pipeline uses more than ${MEMORY_PERCENT} % of its memory.`,
    },
    {
      ...DEFAULTS,
      name: "page-size",
      severity: "warning",
      metric: ownMetric(watched, "PageBytesMax", Stats.MAXIMUM, Duration.minutes(5)),
      threshold: PAGE_BYTES,
      persistence: AT_ONCE,
      happened: `A page of state has more than ${PAGE_BYTES >> 10} KiB and will be refused at 380 KB.`,
    },
    ...throttles(watched),
  ];
}

/** The processor's failures stop a shard; those of the others delay what comes behind the state. */
function functionErrors({ functions }: Watched): readonly AlarmSpec[] {
  return Object.entries(functions).map(([role, handler]) => ({
    ...DEFAULTS,
    name: `${role}-errors`,
    severity: role === "processor" ? "critical" : "warning",
    metric: handler.metricErrors({ statistic: Stats.SUM, period: MINUTE }),
    threshold: 0,
    // One crash comes again by itself; a second within three minutes is no accident.
    persistence: TWO_OF_THREE,
    happened: `The ${role} crashed, ran out of time or could not start, more than once.`,
  }));
}

function functionThrottles({ functions }: Watched): IMetric {
  const throttles = Object.values(functions).map((handler) =>
    handler.metricThrottles({ statistic: Stats.SUM, period: MINUTE }),
  );
  return sumOf("refused invocations", throttles);
}

/** What is missing is 0: AWS reports these only where there is something to report. */
function sumOf(label: string, metrics: readonly IMetric[]): MathExpression {
  const usingMetrics = Object.fromEntries(metrics.map((metric, i) => [`m${i}`, metric]));
  const expression = Object.keys(usingMetrics)
    .map((id) => `FILL(${id}, 0)`)
    .join(" + ");
  return new MathExpression({ label, expression, usingMetrics, period: MINUTE });
}

function closerAlarms(watched: Watched): readonly AlarmSpec[] {
  const stuckMs = watched.topology.source.watermark.outOfOrdernessMs + STUCK_MS;
  return [
    {
      ...DEFAULTS,
      name: "closer-stalled",
      severity: "critical",
      metric: ownMetric(watched, "CloserRuns", Stats.SUM),
      bad: "below",
      threshold: 1,
      persistence: FIVE_OF_FIVE,
      // It runs each minute, traffic or none.
      missingData: SILENCE_IS_BAD,
      happened: "For five minutes no run of the closer came to its end: windows neither complete nor retire.",
    },
    {
      ...DEFAULTS,
      name: "watermark-stuck",
      severity: "critical",
      metric: ownMetric(watched, "WatermarkLag", Stats.MAXIMUM),
      threshold: stuckMs,
      persistence: THREE_OF_FIVE,
      happened: `A shard in which records wait is more than ${stuckMs} ms behind the clock: it holds every window open.`,
    },
  ];
}

function throttles({ stateTable, viewTable, stream }: Watched): readonly AlarmSpec[] {
  const options = { statistic: Stats.SUM, period: MINUTE };
  const tables = [stateTable, viewTable].flatMap((table) => [
    table.metric("ReadThrottleEvents", options),
    table.metric("WriteThrottleEvents", options),
  ]);
  return [
    {
      ...DEFAULTS,
      name: "tables-throttled",
      severity: "info",
      metric: sumOf("refused calls", tables),
      threshold: 0,
      // Each is tried again; they matter when they last, and are then an answer to a slow commit.
      persistence: FIVE_OF_FIVE,
      happened: "DynamoDB refuses calls to the state or the view table for being too many.",
    },
    {
      ...DEFAULTS,
      name: "stream-throttled",
      severity: "warning",
      metric: stream.metricWriteProvisionedThroughputExceeded(options),
      threshold: 0,
      persistence: THREE_OF_FIVE,
      happened: "Producers are refused: a shard takes 1,000 records or 1 MB a second.",
    },
  ];
}
