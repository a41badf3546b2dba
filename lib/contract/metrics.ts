/**
 * The metrics that functions emit, each with its unit as CloudWatch knows it. Alarms, dashboards and commands read them by
 * these names and by the dimensions of metric-dimensions.ts.
 *
 * A metric is a measure of a batch (or run) unless it says that it has one value a record. Where it does, percentiles
 * and averages weigh records and not batches. Names in snake case are those under which their users asked for them.
 */
export const METRIC_NAMESPACE = "Tidewater";

export const METRICS = {
  /** Events that came for their first verdict; no heartbeats, no replays. */
  RecordsIn: "Count",
  /** Every record of the stream is counted in exactly one of the next five, replays included: the conservation law. */
  Applied: "Count",
  ExpiredLate: "Count",
  DeadLettered: "Count",
  Duplicates: "Count",
  /** Control records with which the closer moves idle shards on. */
  Heartbeats: "Count",
  /** Applied events that came when some window of theirs was complete already. */
  Late: "Count",
  /** 100 for an event that was late or expired, 0 for any other: one value an event. Its average is the rate. */
  late_data_rate: "Percent",
  /** 100 for a dead-lettered record, 0 for any other: one value a record, replays included. */
  DeadLetterRate: "Percent",
  /** Dead letters sent; by reason. */
  dlq_messages_total: "Count",
  /** Records that could not be read or broke the schema; by reason. An operator that throws is none. */
  validation_errors_total: "Count",

  /** Handler pick-up of a record until all of its effects are durable: one value a record. */
  ProcessingLatency: "Milliseconds",
  /** Arrival in the stream until all effects are durable: one value a record. */
  EndToEndLatency: "Milliseconds",
  /** Now minus the watermark that a batch with applied events has made. */
  EventTimeLag: "Milliseconds",
  /**
   * Now minus a shard's watermark: after each batch with applied events, and each minute while records wait in the shard,
   * whether they are processed or not; by shard.
   */
  WatermarkLag: "Milliseconds",

  BatchSize: "Count",
  /** From the first write of a batch's pages until its progress is durable. */
  CommitDuration: "Milliseconds",
  /** Timers that threw, and what timers said that nothing downstream took. */
  TimersLost: "Count",
  /** Conditional writes that found another writer's page. */
  CommitConflicts: "Count",
  /** Batches given back, to come again. */
  CommitFailures: "Count",
  /** 100 for a batch whose effects became durable, 0 for one given back. Its average is the share of batches that succeed. */
  Availability: "Percent",
  /** Calls to AWS that were tried again. */
  Retries: "Count",
  PageBytesMax: "Bytes",
  StateWrites: "Count",
  StateWriteUnits: "Count",
  /** Pages that the worker still knew, and pages that it had to read or begin. Hits over both is the cache's hit ratio. */
  PageCacheHits: "Count",
  PageCacheMisses: "Count",
  /** Windows of the shard that its watermark has not passed, as far as the worker knows their pages. */
  OpenWindows: "Count",
  /** Share of time in which a shard's processor was busy: near 100 it is the bottleneck (backpressure); by shard. */
  Utilisation: "Percent",

  /** 1 for a run of the closer that came to its end, 0 for one that failed. */
  CloserRuns: "Count",
  PanesFired: "Count",
  WindowsRetired: "Count",

  /** Resident memory at the end of an invocation, of what the function has. */
  MemoryUsed: "Percent",
  /** Processor time, user and system, of an invocation. */
  CpuTime: "Milliseconds",
  /** 1 for the first invocation of a container. */
  ColdStarts: "Count",

  /** Late events by class, as the late-data handler stored them. */
  JustLate: "Count",
  VeryLate: "Count",
  Stale: "Count",
  ClockSkew: "Count",

  /** Announced rows that the output stream took, and rows that it did not take: those come again or are given up. */
  Published: "Count",
  PublishFailures: "Count",
  /** Alerts that the topic took, and alerts that it did not take: those come again or are given up. */
  AlertsPublished: "Count",
  AlertFailures: "Count",
  /** Requests to `recommend`, those of one call each; those that were refused; and where answers were found. */
  RecommendRequests: "Count",
  RecommendRefused: "Count",
  RecommendProcessHits: "Count",
  RecommendTableHits: "Count",
  RecommendComputed: "Count",
  /** Pick-up of a call until its answers are there, a value a request. */
  RecommendLatency: "Milliseconds",
  /** Reads and writes of the table of answers that failed: it is done without. */
  RecommendCacheFailures: "Count",
  /** Impressions that the stream took, and that it did not take. */
  RecommendImpressions: "Count",
  RecommendImpressionFailures: "Count",
} as const;

export type MetricName = keyof typeof METRICS;

/** Metrics that are also told apart by a dimension of their own, under its name. */
const METRICS_BY = {
  shard: ["WatermarkLag", "Utilisation"],
  reason: ["dlq_messages_total", "validation_errors_total"],
} as const satisfies Readonly<Record<string, readonly MetricName[]>>;

/** A dimension that some metrics have in addition. */
export type ExtraDimension = keyof typeof METRICS_BY;

export type MetricBy<Extra extends ExtraDimension> = (typeof METRICS_BY)[Extra][number];

/** Metrics without a dimension of their own. */
export type PlainMetricName = Exclude<MetricName, MetricBy<ExtraDimension>>;
