/**
 * Patients, numbered 1 to `size`: what stays the same of each from one encounter to the next. A patient keeps a
 * group, and so how ill encounters find them.
 */
import { type Random, seededRandom, uniform, uniformInteger } from "../../traffic/index.ts";
import type { StructuredRecord } from "../medical-record.ts";
import { drawAge, GROUPS, POPULATION } from "./population.ts";

export interface Patient {
  readonly number: number;
  /** One of the population's groups, 0 for the lowest scores. */
  readonly group: number;
  readonly age: number;
  readonly gender: StructuredRecord["gender"];
  readonly bmi: number;
}

/** Unless somebody says how many. */
export const DEFAULT_PATIENTS = 10_000;

/** A record may tell a third gender; the training data has next to none. */
const OTHER_GENDER_SHARE = 0.005;
/** Within 18 to 40 also when it is told as weight and height, which are rounded. */
const BMI = { min: 18.5, max: 39.5 };

/** @throws RangeError unless `patients` is a whole number of at least 1. */
export function patientsOf({ patients, seed }: { patients: number; seed: number }): readonly Patient[] {
  if (!Number.isSafeInteger(patients) || patients < 1) {
    throw new RangeError(`Cannot make ${patients} patients: expected a whole number of at least 1`);
  }
  const random = seededRandom(seed);
  return Array.from({ length: patients }, (_, i) => patient(i + 1, random));
}

/** Any of them, each as likely. */
export function drawPatient(patients: readonly Patient[], random: Random): Patient {
  return patients[uniformInteger(random, 0, patients.length - 1)] as Patient;
}

function patient(number: number, random: Random): Patient {
  const group = uniformInteger(random, 0, GROUPS - 1);
  return {
    number,
    group,
    age: drawAge(group, random),
    gender: random() < OTHER_GENDER_SHARE ? "Other" : POPULATION.gender.draw(group, random),
    bmi: amid(BMI.min, BMI.max, 1, random),
  };
}

/** A measurement within `[min, max]`, rarely at the ends: the mean of two uniform numbers, rounded. */
export function amid(min: number, max: number, decimals: number, random: Random): number {
  const value = (uniform(random, min, max) + uniform(random, min, max)) / 2;
  return Number(value.toFixed(decimals));
}
