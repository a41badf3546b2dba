/**
 * Rows of the medical views: plain JSON, made of the encounter alone and so the same each time, and bounded, since
 * identifiers, factors, findings and imputed fields are. Identifiers may come as numbers or as texts; in rows and
 * keys they are texts, and 4711 and "4711" are one patient.
 */
import { isoTimeOf } from "../../iso-time.ts";
import type { FallbackReason } from "../model/assess.ts";
import type { Factor, Level } from "../model/risk-model.ts";
import type { NoteFinding } from "./encounter.ts";
import { identifierText } from "./identifier-text.ts";
import type { PatientState } from "./patient-state.ts";
import type { ScoredEncounter } from "./scorer.ts";

export type ResultRow = {
  readonly id: string;
  readonly patient_id: string;
  readonly score: number;
  readonly level: Level;
  readonly factors: readonly { readonly [Name in keyof Factor]: Factor[Name] }[];
  readonly model_version: string;
  readonly note_findings: readonly { readonly [Name in keyof NoteFinding]: NoteFinding[Name] }[];
  readonly timestamp: string;
  readonly imputed: readonly string[];
  readonly fallback: FallbackReason | null;
};

export type PatientRiskRow = {
  readonly patient_id: string;
  readonly visits: number;
  readonly last_visit: string;
  readonly last_id: string;
  readonly score: number;
  readonly level: Level;
  readonly model_version: string;
};

/** Contributions are read by people. The score is not rounded: it might leave its level. */
const CONTRIBUTION_STEPS = 10_000;

export function resultRow({ record, assessment, noteFindings }: ScoredEncounter): ResultRow {
  const { score, level, factors, model_version, imputed, fallback } = assessment;
  return {
    id: identifierText(record.id),
    patient_id: identifierText(record.patient_id),
    score,
    level,
    factors: factors.map(({ feature, contribution }) => ({
      feature,
      contribution: Math.round(contribution * CONTRIBUTION_STEPS) / CONTRIBUTION_STEPS + 0,
    })),
    model_version,
    note_findings: noteFindings,
    timestamp: isoTimeOf(record.timestamp),
    imputed,
    fallback,
  };
}

export function patientRiskRow(patientId: string, state: PatientState): PatientRiskRow {
  const [visits, lastVisitMs, score, level, modelVersion, lastId] = state;
  return {
    patient_id: patientId,
    visits,
    last_visit: isoTimeOf(lastVisitMs),
    last_id: lastId,
    score,
    level,
    model_version: modelVersion,
  };
}
