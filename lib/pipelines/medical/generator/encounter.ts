/**
 * One encounter of one patient: what a hospital would send, but for its id and its time. Everyone has diabetes, as
 * in the training data; hypertension is among the diagnoses or not, as there. Vitals are within the ranges below; a few
 * were not taken.
 */
import { type Random, uniform } from "../../traffic/index.ts";
import type { StructuredRecord } from "../medical-record.ts";
import { amid, type Patient } from "./patients.ts";
import { GROUPS, POPULATION } from "./population.ts";

export type Encounter = Omit<StructuredRecord, "id" | "timestamp" | "note"> & {
  readonly systolic_bp: number | null;
  readonly diastolic_bp: number | null;
  readonly cholesterol: number | null;
  readonly bmi: number | null;
};

const SYSTOLIC_MMHG = { min: 100, max: 180 };
const DIASTOLIC_MMHG = { min: 60, max: 120 };
/** A pulse pressure below this is no measurement. */
const PULSE_PRESSURE_MIN_MMHG = 25;
/** 300 would be 301.6 when it is told in mmol/L with one decimal. */
const CHOLESTEROL_MG_DL = { min: 150, max: 299 };
const NOT_TAKEN_SHARE = 0.02;

/** ICD-9-CM 401 to 405. */
const HYPERTENSION = /^40[1-5]/;

export function encounterOf(patient: Patient, random: Random): Encounter {
  const { group } = patient;
  const diagnoses = POPULATION.diagnoses.map((table) => table.draw(group, random));
  const a1c = POPULATION.a1c.draw(group, random);
  return {
    patient_id: patient.number,
    age: patient.age,
    gender: patient.gender,
    ...vitals(patient, random),
    diabetes: 1,
    hypertension: diagnoses.some((code) => HYPERTENSION.test(code)) ? 1 : 0,
    medication_count: POPULATION.medicationCount.draw(group, random),
    length_of_stay: POPULATION.lengthOfStayDays.draw(group, random),
    discharge_destination: POPULATION.dischargeDestination.draw(group, random),
    diagnoses,
    inpatient_visits: POPULATION.inpatientVisits.draw(group, random),
    emergency_visits: POPULATION.emergencyVisits.draw(group, random),
    outpatient_visits: POPULATION.outpatientVisits.draw(group, random),
    lab_procedures: POPULATION.labProcedures.draw(group, random),
    procedures: POPULATION.procedures.draw(group, random),
    diagnosis_count: POPULATION.diagnosisCount.draw(group, random),
    a1c: a1c === "" ? null : a1c,
    insulin: POPULATION.insulin.draw(group, random),
    readmission_risk_raw: rawRisk(group, random),
  };
}

function vitals({ bmi }: Patient, random: Random) {
  const systolic = amid(SYSTOLIC_MMHG.min, SYSTOLIC_MMHG.max, 0, random);
  const diastolicMax = Math.min(DIASTOLIC_MMHG.max, systolic - PULSE_PRESSURE_MIN_MMHG);
  const diastolic = amid(DIASTOLIC_MMHG.min, diastolicMax, 0, random);
  const cholesterol = amid(CHOLESTEROL_MG_DL.min, CHOLESTEROL_MG_DL.max, 0, random);
  const isPressureTaken = isTaken(random);
  return {
    systolic_bp: isPressureTaken ? systolic : null,
    diastolic_bp: isPressureTaken ? diastolic : null,
    cholesterol: isTaken(random) ? cholesterol : null,
    bmi: isTaken(random) ? bmi : null,
  };
}

function isTaken(random: Random): boolean {
  return random() >= NOT_TAKEN_SHARE;
}

/** Another system's opinion: in `[0, 1]`, and right more often than not. */
function rawRisk(group: number, random: Random): number {
  const own = uniform(random, group / GROUPS, (group + 1) / GROUPS);
  return Number(((own + random()) / 2).toFixed(3));
}
