/**
 * A risk model answers one question: how probable is it that this patient is back in hospital within 30 days?
 * Its score is that probability where the model is calibrated, and a weight of evidence where it is not (rules).
 */
import type { Features } from "../features/extract-features.ts";
import type { PatientHistory } from "../features/patient-history.ts";
import type { MedicalRecord } from "../medical-record.ts";

export const LEVELS = ["low", "medium", "high"] as const;
export type Level = (typeof LEVELS)[number];

/** What a feature adds to the answer (log odds, or the rules' weight): above 0 it raises the risk. */
export interface Factor {
  readonly feature: string;
  readonly contribution: number;
}

export interface Judgement {
  /** In `[0, 1]`. */
  readonly score: number;
  readonly level: Level;
  /** The largest contributions first, at most FACTORS_MAX of them. */
  readonly factors: readonly Factor[];
  /** Fields of the record that were missing and stood in for. */
  readonly imputed: readonly string[];
  /** What the model saw, for drift; null for a model that reads the record itself. */
  readonly features: Features | null;
}

export interface RiskModel {
  readonly version: string;
  /** May throw: `assess` turns that into the fallback. */
  readonly judge: (record: MedicalRecord, history: PatientHistory | null) => Judgement;
}

/** More reasons than these do not fit what a person takes in at a glance. */
export const FACTORS_MAX = 5;
