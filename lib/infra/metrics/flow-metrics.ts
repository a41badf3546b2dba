/**
 * What goes into a pipeline against what comes out of it. In is what Kinesis counts; out is what the processor accounts for:
 * applied, expired, dead-lettered, duplicate, and the closer's heartbeats, each record in exactly one of them.
 */
import { type IMetric, MathExpression, type Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Stream } from "aws-cdk-lib/aws-kinesis";
import type { Duration } from "aws-cdk-lib/core";
import { MINUTE, type MetricScope, ownMetric } from "./own-metric.ts";

/** Where a pipeline's records come in, and who processes them. */
export interface Flow extends MetricScope {
  readonly stream: Stream;
  readonly processor: LambdaFunction;
}

const OUT = {
  applied: "Applied",
  expired: "ExpiredLate",
  deadLettered: "DeadLettered",
  duplicates: "Duplicates",
  heartbeats: "Heartbeats",
} as const;

/** What is missing of a minute is 0: nothing of the kind came. */
const OUT_SUM = Object.keys(OUT)
  .map((id) => `FILL(${id}, 0)`)
  .join(" + ");

export function incomingRecords({ stream }: Flow, period: Duration = MINUTE): Metric {
  return stream.metricIncomingRecords({ statistic: Stats.SUM, period });
}

/** Age of the last record of a batch when it was done with: how far the processor is behind, in ms. */
export function iteratorAge({ processor }: Flow, period: Duration = MINUTE): Metric {
  return processor.metric("IteratorAge", { statistic: Stats.MAXIMUM, period });
}

function accountedFor(flow: Flow, period: Duration): Record<string, IMetric> {
  const terms = Object.entries(OUT).map(([id, name]) => [id, ownMetric(flow, name, Stats.SUM, period)]);
  return Object.fromEntries(terms) as Record<string, IMetric>;
}

/** Records of which it is known what became of them. */
export function processedRecords(flow: Flow, period: Duration = MINUTE): MathExpression {
  return new MathExpression({
    label: "accounted for",
    expression: OUT_SUM,
    usingMetrics: accountedFor(flow, period),
    period,
  });
}

/**
 * Records that wait in the stream, whichever is more of two estimates: what came in a minute and was not processed in it
 * sees a processor that stands, whose iterator age nobody measures; rate times age (Little's law) sees a backlog that
 * neither grows nor shrinks.
 */
export function consumerLag(flow: Flow): MathExpression {
  const growth = new MathExpression({
    expression: `FILL(incoming, 0) - (${OUT_SUM})`,
    usingMetrics: { incoming: incomingRecords(flow), ...accountedFor(flow, MINUTE) },
    period: MINUTE,
  });
  const waiting = new MathExpression({
    expression: "FILL(age, 0) / 1000 * FILL(incoming, 0) / 60",
    usingMetrics: { age: iteratorAge(flow), incoming: incomingRecords(flow) },
    period: MINUTE,
  });
  return new MathExpression({
    label: "records waiting",
    expression: "IF(growth > waiting, growth, waiting)",
    usingMetrics: { growth, waiting },
    period: MINUTE,
  });
}

/** The law's remainder: sent minus all that is accounted for. Above 0 what is in flight or lost, below 0 a backlog's end. */
export function unaccountedRecords(flow: Flow, period: Duration = MINUTE): MathExpression {
  return new MathExpression({
    label: "in flight or lost",
    expression: `FILL(incoming, 0) - (${OUT_SUM})`,
    usingMetrics: { incoming: incomingRecords(flow, period), ...accountedFor(flow, period) },
    period,
  });
}

/** A processor that is a minute behind has a backlog: what is missing is then in the stream. */
const DRAINED_AGE_MAX_MS = 60_000;
/** At a period's edges records are in flight, and two services' minutes do not begin at the same moment. */
const EDGE_SHARE = 0.001;

/**
 * Records that nobody accounts for although the stream is drained, over a thousandth of what came. Without an age nobody
 * was called, and it is not known what is in the stream: there is then no figure.
 */
export function lostRecords(flow: Flow, period: Duration): MathExpression {
  return new MathExpression({
    label: "records lost",
    expression: `IF(age < ${DRAINED_AGE_MAX_MS}, FILL(incoming, 0) * ${1 - EDGE_SHARE} - (${OUT_SUM}), 0)`,
    usingMetrics: {
      age: iteratorAge(flow, period),
      incoming: incomingRecords(flow, period),
      ...accountedFor(flow, period),
    },
    period,
  });
}

/** 1 in a minute in which records came and the processor was not called once. */
export function processorSilence(flow: Flow): MathExpression {
  return new MathExpression({
    label: "records come, nobody is called",
    expression: "IF(FILL(incoming, 0) > 0 AND FILL(invocations, 0) < 1, 1, 0)",
    usingMetrics: {
      incoming: incomingRecords(flow),
      invocations: flow.processor.metricInvocations({ statistic: Stats.SUM, period: MINUTE }),
    },
    period: MINUTE,
  });
}
