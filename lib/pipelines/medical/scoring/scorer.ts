/**
 * The scorer: a record and what is known of its patient to an assessment, whatever becomes of note and model. Its
 * caches and measurements change no result, so that it may be asked about a record as often as one likes.
 */
import type { Telemetry } from "../../../engine/index.ts";
import type { PatientHistory } from "../features/patient-history.ts";
import type { MedicalRecord } from "../medical-record.ts";
import { type Assessment, assess } from "../model/assess.ts";
import type { FeatureModel } from "../model/trained-model.ts";
import { readNote } from "../notes/index.ts";
import { STANDARD_CACHE_TTL_MS } from "./cache-life.ts";
import { cachedModel } from "./cached-model.ts";
import { cachedReader } from "./cached-reader.ts";
import { type Encounter, encounterOf, type NoteFinding, type NoteReader } from "./encounter.ts";
import { SCORING_METRICS, scoringMeter } from "./scoring-telemetry.ts";

export interface ScorerOptions {
  /** null when none could be loaded: every record then falls back. */
  readonly model: FeatureModel | null;
  readonly cacheTtlMs?: number;
  /** A clock that only goes forward, for latencies and for the caches. */
  readonly nowMs: () => number;
  readonly read?: NoteReader;
}

export interface ScoredEncounter {
  /** With the note's values, and without the note's text. */
  readonly record: MedicalRecord;
  readonly assessment: Assessment;
  readonly noteFindings: readonly NoteFinding[];
}

export interface Scorer {
  readonly score: (record: MedicalRecord, history: PatientHistory | null) => ScoredEncounter;
  readonly telemetry: Telemetry;
}

/** Without a clock nothing is remembered and nothing is measured: for runs over files, where no encounter comes twice. */
export function createPlainScorer(model: FeatureModel | null): Scorer {
  return {
    score(record, history) {
      const encounter = encounterOf(record, readNote);
      const assessment = assess(encounter.record, model, history);
      return { record: encounter.record, assessment, noteFindings: encounter.noteFindings };
    },
    telemetry: { metrics: SCORING_METRICS, drain: () => [] },
  };
}

export function createScorer({
  model,
  nowMs,
  cacheTtlMs = STANDARD_CACHE_TTL_MS,
  read = readNote,
}: ScorerOptions): Scorer {
  const meter = scoringMeter();
  const life = { ttlMs: cacheTtlMs, nowMs };
  const reader = cachedReader(read, life, meter.notes);
  const judge = model === null ? null : cachedModel(model, life, meter.predictions);

  function score(record: MedicalRecord, history: PatientHistory | null): ScoredEncounter {
    const startMs = nowMs();
    const encounter: Encounter = encounterOf(record, reader);
    const assessment = assess(encounter.record, judge, history);
    meter.record(encounter, assessment, nowMs() - startMs);
    return { record: encounter.record, assessment, noteFindings: encounter.noteFindings };
  }

  return { score, telemetry: { metrics: meter.metrics, drain: meter.drain } };
}
