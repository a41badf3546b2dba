/**
 * The metrics of a pipeline's functions, as EMF lines through Powertools, under the dimensions of the contract.
 *
 * The dimensions are default dimensions: Powertools writes an EMF object of its own whenever a metric has a hundred
 * values, and forgets all other dimensions with it. What has a dimension more is kept apart until it is published, and then
 * has a line for each of its values, with both sets of dimensions.
 *
 * Metrics of one value a record fill several EMF objects a batch, a hundred values in each. So percentiles are exact.
 * Rejected: weighted samples (the format documents values and lists of them, no counts), and a sample of a hundred
 * records a batch (a large batch would then weigh as little as a small one).
 */
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import {
  type ExtraDimension,
  METRIC_NAMESPACE,
  type MetricBy,
  metricDimensions,
  METRICS,
  type PlainMetricName,
} from "../../lib/contract/index.ts";
import type { AnyTopology, Measurement } from "../../lib/engine/index.ts";

export interface PipelineMetrics {
  add(name: PlainMetricName, value: number): void;
  /** @param value of the extra dimension; one of few, or CloudWatch would keep a metric for each. */
  addBy<Extra extends ExtraDimension>(
    extra: Extra,
    value: string,
    name: MetricBy<Extra>,
    amount: number,
  ): void;
  /**
   * Adds what the pipeline has measured of itself, in the units that its telemetry names.
   * @throws TypeError when some of it is no metric of the telemetry or no finite number; the rest is added all the same.
   */
  measure(measurements: readonly Measurement[]): void;
  /** Writes what was added since the last time. */
  publish(): void;
}

export interface MetricsOf extends Pick<AnyTopology, "name" | "telemetry"> {}

export function pipelineMetrics({ name: pipeline, telemetry }: MetricsOf, stage: string): PipelineMetrics {
  const metrics = emptyMetrics(pipeline, stage);
  const apart = new MetricsApart(pipeline, stage);
  const specs = new Map(Object.entries(telemetry?.metrics ?? {}));
  return {
    add: (name, value) => metrics.addMetric(name, UNITS[METRICS[name]], shortened(value)),
    addBy: (extra, value, name, amount) => apart.add(extra, value, name, amount),
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
    publish() {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      apart.publish();
    },
  };
}

/** Metrics with one dimension more, by its value. */
class MetricsApart {
  readonly #metrics: Metrics;
  readonly #values = new Map<
    string,
    { readonly extra: ExtraDimension; readonly value: string; readonly amounts: Amounts }
  >();

  constructor(pipeline: string, stage: string) {
    this.#metrics = emptyMetrics(pipeline, stage);
  }

  add(extra: ExtraDimension, value: string, name: MetricBy<ExtraDimension>, amount: number): void {
    const key = `${extra} ${value}`;
    const known = this.#values.get(key) ?? { extra, value, amounts: [] };
    known.amounts.push([name, amount]);
    this.#values.set(key, known);
  }

  publish(): void {
    for (const { extra, value, amounts } of this.#values.values()) {
      // Without any of its own, a set has the default dimensions alone.
      this.#metrics.addDimensions({}).addDimensions({ [extra]: value });
      for (const [name, amount] of amounts)
        this.#metrics.addMetric(name, UNITS[METRICS[name]], shortened(amount));
      this.#metrics.publishStoredMetrics();
    }
    this.#values.clear();
  }
}

type Amounts = (readonly [MetricBy<ExtraDimension>, number])[];

function emptyMetrics(pipeline: string, stage: string): Metrics {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ ...metricDimensions(pipeline, stage) });
  return metrics;
}

/** Digits behind the second cost their bytes with every record, and nobody looks at them. */
function shortened(value: number): number {
  return Math.round(value * 100) / 100;
}

const UNITS = {
  Count: MetricUnit.Count,
  Milliseconds: MetricUnit.Milliseconds,
  Bytes: MetricUnit.Bytes,
  Percent: MetricUnit.Percent,
  None: MetricUnit.NoUnit,
} as const;
