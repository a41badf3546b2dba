/**
 * What a pipeline measures of itself beyond what the engine measures of every pipeline: the time of an inference,
 * the hits of a cache, the drift of its data. Measuring changes no result. Nothing of a record's content may be in it.
 */
export type MetricUnit = "Count" | "Milliseconds" | "Bytes" | "None";

export interface Measurement {
  readonly metric: string;
  readonly value: number;
}

/** When somebody is to look. */
export interface AlarmRule {
  readonly statistic: "Sum" | "Average" | "Maximum" | "p99";
  /** Alarms above this, not at it. */
  readonly above: number;
  /** For so many minutes in a row. */
  readonly minutes: number;
  readonly severity: "critical" | "warning";
  /** What it means and what to do, in a sentence or two for the one who is woken. */
  readonly meaning: string;
}

export interface MetricSpec {
  readonly unit: MetricUnit;
  readonly alarm?: AlarmRule;
}

export interface Telemetry {
  /** Every metric that may be measured, by name. */
  readonly metrics: Readonly<Record<string, MetricSpec>>;
  /** What was measured since the last call. */
  readonly drain: () => readonly Measurement[];
}
