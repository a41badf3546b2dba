/** Alarms on a pipeline's service: how fast it answers, and what it could not do beside answering. */
import { Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { MetricName } from "../../contract/index.ts";
import type { HandlerName } from "../function/index.ts";
import { ownMetric } from "../metrics/index.ts";
import { type AlarmSpec, SILENCE_IS_FINE, THREE_OF_FIVE, TWO_OF_THREE } from "./alarm-spec.ts";
import type { Watched } from "./watched.ts";

/** What a service emits of itself, by what it means. */
export interface ServiceMetrics {
  readonly requests: MetricName;
  /** One value a request. */
  readonly latency: MetricName;
  /** Answers that could not be looked up or kept: it is done without. */
  readonly cacheFailures: MetricName;
  /** Events of its own that the stream did not take. */
  readonly untold: MetricName;
}

const METRICS_OF: Readonly<Partial<Record<HandlerName, ServiceMetrics>>> = {
  recommend: {
    requests: "RecommendRequests",
    latency: "RecommendLatency",
    cacheFailures: "RecommendCacheFailures",
    untold: "RecommendImpressionFailures",
  },
};

/** Undefined where the pipeline has no service, or one that measures nothing. */
export function serviceMetrics({ topology }: Watched): ServiceMetrics | undefined {
  const name = topology.service?.name;
  return name === undefined ? undefined : METRICS_OF[name as HandlerName];
}

const DEFAULTS = { bad: "above", missingData: SILENCE_IS_FINE } as const;

export function serviceAlarms(watched: Watched): readonly AlarmSpec[] {
  const { service } = watched.topology;
  const metrics = serviceMetrics(watched);
  if (service === undefined || metrics === undefined) return [];
  const { p95 } = service.slo.answerLatency;
  return [
    {
      ...DEFAULTS,
      name: "answer-latency-slo-p95",
      category: "performance",
      severity: "critical",
      // One value a request; few are evaluated all the same, as with the pipeline's own latency.
      metric: ownMetric(watched, metrics.latency, "p95"),
      threshold: p95,
      persistence: TWO_OF_THREE,
      happened: `The p95 of the service's answers is above its objective of ${p95} ms.`,
    },
    {
      ...DEFAULTS,
      name: "answer-cache-failures",
      category: "errors",
      severity: "info",
      metric: ownMetric(watched, metrics.cacheFailures, Stats.SUM),
      threshold: 0,
      // A single failure costs one answer some milliseconds.
      persistence: THREE_OF_FIVE,
      happened: "Answers cannot be looked up or kept: the service computes each of them.",
    },
    {
      ...DEFAULTS,
      name: "events-untold",
      category: "errors",
      severity: "warning",
      metric: ownMetric(watched, metrics.untold, Stats.SUM),
      threshold: 0,
      persistence: TWO_OF_THREE,
      happened: "The stream does not take what the service has to tell; those events are lost.",
    },
  ];
}
