/**
 * The assessment of an encounter, whatever becomes of the model: when it is missing, throws or gives no number, the
 * level is `medium` - a person should look, and no alarm is raised for what nobody has judged - with the rules' score,
 * and `fallback` says why, so that the caller can count it.
 */
import type { Features } from "../features/extract-features.ts";
import type { PatientHistory } from "../features/patient-history.ts";
import type { MedicalRecord } from "../medical-record.ts";
import { ModelError, type ModelFailure } from "./model-error.ts";
import type { Factor, Judgement, Level, RiskModel } from "./risk-model.ts";
import { RULES_VERSION, rulesModel } from "./rules-v1.ts";

export type FallbackReason = "no_model" | "model_threw" | ModelFailure;

export interface Assessment {
  readonly score: number;
  readonly level: Level;
  readonly factors: readonly Factor[];
  /** The model that gave the score. */
  readonly model_version: string;
  readonly imputed: readonly string[];
  /** Why the model asked for gave no answer; null when it did. */
  readonly fallback: FallbackReason | null;
  /** What the model saw, for drift; null when it saw nothing. */
  readonly features: Features | null;
}

/** @param model undefined or null when none could be loaded. */
export function assess(
  record: MedicalRecord,
  model: RiskModel | null | undefined,
  history: PatientHistory | null = null,
): Assessment {
  if (model === null || model === undefined) return fallback(record, "no_model");
  try {
    const judgement = model.judge(record, history);
    if (!Number.isFinite(judgement.score)) return fallback(record, "not_finite");
    return assessmentOf(judgement, model.version, null);
  } catch (error) {
    return fallback(record, error instanceof ModelError ? error.failure : "model_threw");
  }
}

function fallback(record: MedicalRecord, reason: FallbackReason): Assessment {
  const judgement = rulesModel.judge(record, null);
  return assessmentOf({ ...judgement, level: "medium" }, RULES_VERSION, reason);
}

function assessmentOf(
  { score, level, factors, imputed, features }: Judgement,
  version: string,
  reason: FallbackReason | null,
): Assessment {
  return { score, level, factors, model_version: version, imputed, fallback: reason, features };
}
