/**
 * The metrics of a pipeline's functions, as EMF lines through Powertools. Their one dimension is the pipeline.
 *
 * It is a default dimension: Powertools writes an EMF object of its own whenever a metric has a hundred values, and
 * forgets all other dimensions with it.
 */
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { METRIC_NAMESPACE, METRICS, type MetricName, PIPELINE_DIMENSION } from "../../lib/contract/index.ts";

export interface PipelineMetrics {
  add(name: MetricName, value: number): void;
  /** Writes what was added since the last time. */
  publish(): void;
}

export function pipelineMetrics(pipeline: string): PipelineMetrics {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ [PIPELINE_DIMENSION]: pipeline });
  return {
    add: (name, value) => metrics.addMetric(name, UNITS[METRICS[name]], value),
    publish: () => metrics.publishStoredMetrics(),
  };
}

const UNITS = {
  Count: MetricUnit.Count,
  Milliseconds: MetricUnit.Milliseconds,
  Bytes: MetricUnit.Bytes,
} as const;
