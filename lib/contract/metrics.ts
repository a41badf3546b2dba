/**
 * Metric names, each with its unit as CloudWatch knows it. Handlers emit them, alarms and dashboards read them.
 */
export const METRIC_NAMESPACE = "Tidewater";

export const METRICS = {
  RecordsIn: "Count",
  Applied: "Count",
  Late: "Count",
  ExpiredLate: "Count",
  DeadLettered: "Count",
  Duplicates: "Count",
  /** Handler pick-up of a record until all of its effects are durable. */
  ProcessingLatency: "Milliseconds",
  /** Arrival in the stream until all effects are durable. */
  EndToEndLatency: "Milliseconds",
  /** Now minus the shard's watermark. */
  EventTimeLag: "Milliseconds",
  BatchSize: "Count",
  CommitConflicts: "Count",
  CommitFailures: "Count",
  /** Calls to AWS that were tried again. */
  Retries: "Count",
  PageBytesMax: "Bytes",
  StateWrites: "Count",
  StateWriteUnits: "Count",
  PanesFired: "Count",
  WindowsRetired: "Count",
  /** Late events by class, as the late-data handler stored them. */
  JustLate: "Count",
  VeryLate: "Count",
  Stale: "Count",
  ClockSkew: "Count",
  /** Announced rows that the output stream took, and rows that it did not take: those come again or are given up. */
  Published: "Count",
  PublishFailures: "Count",
} as const;

export type MetricName = keyof typeof METRICS;

/** Every metric carries the pipeline; nothing of a record's content is ever a dimension. */
export const PIPELINE_DIMENSION = "pipeline";

/** What a metric line holds beside its metrics, by name. */
const LINE_FIELDS = ["_aws", PIPELINE_DIMENSION];

/** True where a pipeline's own metric may not be called so: the name is the engine's, or the line's itself. */
export function isReservedMetricName(name: string): boolean {
  return Object.hasOwn(METRICS, name) || LINE_FIELDS.includes(name);
}
