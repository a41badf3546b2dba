/**
 * The drifted population: patients are older and more of them are of the group with the highest scores, and an
 * encounter finds them on more medications, in longer stays and after more emergencies. What is not named here stays.
 */
import { type Random, uniformInteger } from "../../traffic/index.ts";
import type { Encounter } from "./encounter.ts";
import type { Patient } from "./patients.ts";
import { AGE_MAX_YEARS, GROUPS } from "./population.ts";

/** How much of the years to the highest age has passed for a drifted patient. */
const AGED_SHARE = 0.4;
const MORE_MEDICATIONS_MAX = 8;
const MORE_DAYS_MAX = 6;
/** The most that a note is believed. */
const MEDICATIONS_MAX = 60;
/** No stay is longer. */
const STAY_MAX_DAYS = 21;
const MORE_EMERGENCIES_MAX = 2;
const MORE_ADMISSIONS_MAX = 1;

/** Every second patient is of the highest group, whatever they were. */
export function driftedPatient(patient: Patient): Patient {
  const { age, group, number } = patient;
  return {
    ...patient,
    age: Math.round(age + AGED_SHARE * (AGE_MAX_YEARS - age)),
    group: number % 2 === 0 ? GROUPS - 1 : group,
  };
}

export function driftedEncounter(encounter: Encounter, random: Random): Encounter {
  const { medication_count, length_of_stay, emergency_visits = 0, inpatient_visits = 0 } = encounter;
  return {
    ...encounter,
    medication_count: Math.min(
      MEDICATIONS_MAX,
      medication_count + uniformInteger(random, 0, MORE_MEDICATIONS_MAX),
    ),
    length_of_stay: Math.min(STAY_MAX_DAYS, length_of_stay + uniformInteger(random, 0, MORE_DAYS_MAX)),
    emergency_visits: emergency_visits + uniformInteger(random, 0, MORE_EMERGENCIES_MAX),
    inpatient_visits: inpatient_visits + uniformInteger(random, 0, MORE_ADMISSIONS_MAX),
  };
}
