/**
 * The dimensions of every metric: the pipeline and the stage, so that stages in one account do not share metrics. Those of
 * METRICS_BY are emitted a second time with one more: the shard (as many as the stream has) or the reason of a
 * rejection (seven). Nothing of a record's content is ever a dimension.
 */
import { type ExtraDimension, METRICS } from "./metrics.ts";

export const PIPELINE_DIMENSION = "pipeline";
export const STAGE_DIMENSION = "stage";

/** Names of the dimensions that a metric may have beside pipeline and stage. */
export const EXTRA_DIMENSIONS = ["shard", "reason"] as const satisfies readonly ExtraDimension[];

export type MetricDimensions = Readonly<Record<string, string>>;

/** Under these CloudWatch keeps a metric of the pipeline; under any others there is no data. */
export function metricDimensions(pipeline: string, stage: string): MetricDimensions {
  return { [PIPELINE_DIMENSION]: pipeline, [STAGE_DIMENSION]: stage };
}

/** What a metric line holds beside its metrics, by name. */
const LINE_FIELDS: readonly string[] = ["_aws", PIPELINE_DIMENSION, STAGE_DIMENSION, ...EXTRA_DIMENSIONS];

/** True where a pipeline's own metric may not be called so: the name is the engine's, or the line's itself. */
export function isReservedMetricName(name: string): boolean {
  return Object.hasOwn(METRICS, name) || LINE_FIELDS.includes(name);
}
