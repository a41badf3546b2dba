/**
 * Patients dealt into folds of nearly equal size: all encounters of a patient are in one fold, so that no model is
 * judged on a patient whom it knows. Patients are shuffled (Fisher and Yates) in the order of their names: the seed
 * alone decides, not the order of the file.
 */
import { Random } from "../../lib/testing/random.ts";
import type { LabelledEncounter } from "./labelled-encounters.ts";

/** The fold that the shipped model was not trained on. */
export const VALIDATION_FOLD = 0;

/** @returns the fold of each encounter, from 0. */
export function patientFolds(patients: readonly string[], folds: number, seed: number): Uint8Array {
  const names = [...new Set(patients)].sort();
  const random = new Random(seed);
  for (let last = names.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [names[last], names[other]] = [names[other] as string, names[last] as string];
  }
  const foldOf = new Map(names.map((name, at) => [name, at % folds]));
  return Uint8Array.from(patients, (patient) => foldOf.get(patient) as number);
}

export function foldsOf(encounters: readonly LabelledEncounter[], folds: number, seed: number): Uint8Array {
  const patients = encounters.map(({ record }) => String(record.patient_id));
  return patientFolds(patients, folds, seed);
}

/** The encounters that a model of this seed was not trained on. */
export function validationEncounters(
  encounters: readonly LabelledEncounter[],
  folds: number,
  seed: number,
): readonly LabelledEncounter[] {
  const foldOf = foldsOf(encounters, folds, seed);
  return encounters.filter((_, at) => foldOf[at] === VALIDATION_FOLD);
}
