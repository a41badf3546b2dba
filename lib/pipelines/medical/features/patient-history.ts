/**
 * What the stream has told of a patient before this encounter, as a plain value: keyed state that the caller keeps.
 * A patient of whom nothing is known has no history, and a model must do well without.
 */
export interface PatientHistory {
  /** Encounters of the patient seen before this one. */
  readonly previousVisits: number;
  readonly daysSinceLastVisit: number | null;
  /** The score of the last encounter, in `[0, 1]`. */
  readonly lastScore: number | null;
}
