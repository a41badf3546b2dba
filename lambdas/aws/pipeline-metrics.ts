/**
 * The metrics of a pipeline's functions, as EMF lines through Powertools. Their one dimension is the pipeline.
 *
 * It is a default dimension: Powertools writes an EMF object of its own whenever a metric has a hundred values, and
 * forgets all other dimensions with it.
 */
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { METRIC_NAMESPACE, METRICS, type MetricName, PIPELINE_DIMENSION } from "../../lib/contract/index.ts";
import type { AnyTopology, Measurement } from "../../lib/engine/index.ts";

export interface PipelineMetrics {
  add(name: MetricName, value: number): void;
  /**
   * Adds what the pipeline has measured of itself, in the units that its telemetry names.
   * @throws TypeError when some of it is no metric of the telemetry or no finite number; the rest is added all the same.
   */
  measure(measurements: readonly Measurement[]): void;
  /** Writes what was added since the last time. */
  publish(): void;
}

export function pipelineMetrics({
  name: pipeline,
  telemetry,
}: Pick<AnyTopology, "name" | "telemetry">): PipelineMetrics {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ [PIPELINE_DIMENSION]: pipeline });
  const specs = new Map(Object.entries(telemetry?.metrics ?? {}));
  return {
    add: (name, value) => metrics.addMetric(name, UNITS[METRICS[name]], value),
    measure(measurements) {
      const refusals: string[] = [];
      for (const { metric, value } of measurements) {
        const spec = specs.get(metric);
        if (spec === undefined) refusals.push(`the telemetry of ${pipeline} names no metric ${metric}`);
        else if (!Number.isFinite(value)) refusals.push(`${metric}: expected a finite number`);
        else metrics.addMetric(metric, UNITS[spec.unit], value);
      }
      if (refusals.length > 0) throw new TypeError(`Cannot publish a measurement: ${refusals[0]}`);
    },
    publish: () => metrics.publishStoredMetrics(),
  };
}

const UNITS = {
  Count: MetricUnit.Count,
  Milliseconds: MetricUnit.Milliseconds,
  Bytes: MetricUnit.Bytes,
  None: MetricUnit.NoUnit,
} as const;
