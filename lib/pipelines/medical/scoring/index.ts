/** Scoring: from a record of the stream to an assessment, rows and the patient's state. */
export { cacheTtlOf } from "./cache-life.ts";
export { type Encounter, encounterOf, type NoteFinding, type NoteReader } from "./encounter.ts";
export { identifierText } from "./identifier-text.ts";
export { historyOf, nextState, type PatientState } from "./patient-state.ts";
export { type PatientRiskRow, patientRiskRow, type ResultRow, resultRow } from "./rows.ts";
export {
  createPlainScorer,
  createScorer,
  type ScoredEncounter,
  type Scorer,
  type ScorerOptions,
} from "./scorer.ts";
export { SCORING_METRICS } from "./scoring-telemetry.ts";
