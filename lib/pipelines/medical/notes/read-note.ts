/**
 * Reads a clinical note: the fields of a medical record that it tells, each with its evidence, and for concepts that
 * are asked whether the note affirms them. Invariant: any text is read; a field that the note does not tell, or tells
 * implausibly, is absent; evidence lies in the note.
 */
import { type Assertion, assertConcepts } from "./assertion.ts";
import { findAge } from "./features/age.ts";
import { findBloodPressure } from "./features/blood-pressure.ts";
import { findBmi } from "./features/bmi.ts";
import { findCholesterol } from "./features/cholesterol.ts";
import {
  type ConditionVerdict,
  findDiabetes,
  findHypertension,
  type Flag,
  flagOf,
} from "./features/condition.ts";
import { type DischargeDestination, findDischargeDestination } from "./features/discharge-destination.ts";
import { findGender, type Gender } from "./features/gender.ts";
import { findLengthOfStay } from "./features/length-of-stay.ts";
import { findMedicationCount } from "./features/medication-count.ts";
import type { Finding } from "./finding.ts";
import { type NoteText, noteTextOf } from "./note-text.ts";

/** Named and valued as the fields of a structured record. */
export interface NoteValues {
  readonly age: number;
  readonly gender: Gender;
  readonly systolic_bp: number;
  readonly diastolic_bp: number;
  readonly cholesterol: number;
  readonly bmi: number;
  readonly diabetes: Flag;
  readonly hypertension: Flag;
  readonly medication_count: number;
  readonly length_of_stay: number;
  readonly discharge_destination: DischargeDestination;
}

export type NoteFeatures = { readonly [Name in keyof NoteValues]?: Finding<NoteValues[Name]> };

/** What the mention that decides says of a condition, also where that is nothing of the patient. */
export interface NoteConditions {
  readonly diabetes: Finding<ConditionVerdict> | undefined;
  readonly hypertension: Finding<ConditionVerdict> | undefined;
}

export interface NoteReading {
  readonly features: NoteFeatures;
  readonly conditions: NoteConditions;
  /** One for each concept asked, in their order. */
  readonly assertions: readonly Assertion[];
}

export function readNote(note: string, concepts: readonly string[] = []): NoteReading {
  const text = noteTextOf(note);
  const conditions = { diabetes: findDiabetes(text), hypertension: findHypertension(text) };
  return {
    features: featuresOf(text, conditions),
    conditions,
    assertions: assertConcepts(text, concepts),
  };
}

/** The features without their evidence, as a structured record would have them. */
export function valuesOf(features: NoteFeatures): Partial<NoteValues> {
  return Object.fromEntries(Object.entries(features).map(([name, { value }]) => [name, value]));
}

function featuresOf(note: NoteText, conditions: NoteConditions): NoteFeatures {
  const { systolic, diastolic } = findBloodPressure(note);
  const found = {
    age: findAge(note),
    gender: findGender(note),
    systolic_bp: systolic,
    diastolic_bp: diastolic,
    cholesterol: findCholesterol(note),
    bmi: findBmi(note),
    diabetes: flagOf(conditions.diabetes),
    hypertension: flagOf(conditions.hypertension),
    medication_count: findMedicationCount(note),
    length_of_stay: findLengthOfStay(note),
    discharge_destination: findDischargeDestination(note),
  };
  return Object.fromEntries(
    Object.entries(found).filter(([, finding]) => finding !== undefined),
  ) as NoteFeatures;
}
