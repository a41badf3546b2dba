/**
 * What scoring measures of itself: times and counts, nothing of a record. Both caches count lookups; their hit
 * ratios are hits over hits and misses, in any period.
 */
import { type Measurement, type MetricSpec, type Telemetry } from "../../../engine/index.ts";
import { DRIFT_PSI_WARNING } from "../drift/drift.ts";
import type { Assessment } from "../model/assess.ts";
import type { Encounter } from "./encounter.ts";
import type { Lookups } from "./lookups.ts";

/** What is promised of one inference. */
const INFERENCE_P99_MS = 30;

export const SCORING_METRICS = {
  InferenceLatency: {
    unit: "Milliseconds",
    alarm: {
      statistic: "p99",
      above: INFERENCE_P99_MS,
      minutes: 1,
      severity: "critical",
      meaning:
        "One assessment in a hundred takes longer than promised. Look for long notes and for a function short of CPU.",
    },
  },
  InferenceCacheHits: { unit: "Count" },
  InferenceCacheMisses: { unit: "Count" },
  NoteCacheHits: { unit: "Count" },
  NoteCacheMisses: { unit: "Count" },
  ModelFallbacks: {
    unit: "Count",
    alarm: {
      statistic: "Sum",
      above: 0,
      minutes: 1,
      severity: "critical",
      meaning:
        "Records are called medium without the model's judgement; their rows say why in 'fallback'. Deploy a sound model file.",
    },
  },
  NoteFailures: {
    unit: "Count",
    alarm: {
      statistic: "Sum",
      above: 0,
      minutes: 1,
      severity: "warning",
      meaning:
        "Notes could not be read; their records are assessed without them. This is a defect of the note reader.",
    },
  },
  ImputedFields: { unit: "Count" },
  /** Measured where windows close; of the windows of an hour the worst figure. */
  data_drift_score: {
    unit: "None",
    alarm: {
      statistic: "Maximum",
      above: DRIFT_PSI_WARNING,
      minutes: 10,
      severity: "warning",
      meaning:
        "Records differ from those that the model was trained on; its scores may be off. Find the feature in the drift rows.",
    },
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** Times kept for a drain that does not come, as in runs over files; what is more is not measured. */
const LATENCIES_MAX = 10_000;

export interface ScoringMeter extends Telemetry {
  readonly predictions: Lookups;
  readonly notes: Lookups;
  readonly record: (encounter: Encounter, assessment: Assessment, latencyMs: number) => void;
}

export function scoringMeter(): ScoringMeter {
  const predictions: Lookups = { hits: 0, misses: 0 };
  const notes: Lookups = { hits: 0, misses: 0 };
  let latenciesMs: number[] = [];
  let records = 0;
  let fallbacks = 0;
  let noteFailures = 0;
  let imputedFields = 0;

  function drain(): readonly Measurement[] {
    if (records === 0) return [];
    const counts = {
      InferenceCacheHits: predictions.hits,
      InferenceCacheMisses: predictions.misses,
      NoteCacheHits: notes.hits,
      NoteCacheMisses: notes.misses,
      ModelFallbacks: fallbacks,
      NoteFailures: noteFailures,
      ImputedFields: imputedFields,
    } satisfies Partial<Record<keyof typeof SCORING_METRICS, number>>;
    const measured = [
      ...latenciesMs.map((value) => ({ metric: "InferenceLatency", value })),
      ...Object.entries(counts).map(([metric, value]) => ({ metric, value })),
    ];
    latenciesMs = [];
    records = fallbacks = noteFailures = imputedFields = 0;
    predictions.hits = predictions.misses = notes.hits = notes.misses = 0;
    return measured;
  }

  return {
    metrics: SCORING_METRICS,
    predictions,
    notes,
    drain,
    record({ isNoteUnread }, { fallback, imputed }, latencyMs) {
      records += 1;
      if (latenciesMs.length < LATENCIES_MAX) latenciesMs.push(latencyMs);
      if (fallback !== null) fallbacks += 1;
      if (isNoteUnread) noteFailures += 1;
      imputedFields += imputed.length;
    },
  };
}
