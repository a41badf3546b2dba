/**
 * An encounter, and what is known of its patient, as a vector of numbers in the order of FEATURE_NAMES.
 *
 * A field that the record does not have is imputed with the training data's mean of each feature made from it, and
 * named in `imputed`. Optional facts that count as none when nothing is said (A1c, insulin, a history) are not
 * imputed. `readmission_risk_raw` is no feature: it is another system's answer to the same question.
 */
import type { MedicalRecord } from "../medical-record.ts";
import { NO_CONDITIONS } from "./conditions.ts";
import type { DiagnosisLookup } from "./diagnosis-risk.ts";
import {
  CONDITIONS_AT,
  FEATURE_COUNT,
  PLACE,
  PRIMARY_CHAPTERS_AT,
  SECONDARY_CHAPTERS_AT,
} from "./feature-names.ts";
import type { PatientHistory } from "./patient-history.ts";

export interface Features {
  readonly values: readonly number[];
  /** The places in `values` where the training data's mean stands, and not the record's own value. */
  readonly missing: readonly number[];
  /** The record's fields that were missing, in the order in which they are read. */
  readonly imputed: readonly string[];
}

/** What the features take from a model. */
export interface FeatureReference {
  readonly means: ArrayLike<number>;
  readonly diagnosis: DiagnosisLookup;
}

interface Draft {
  readonly values: number[];
  readonly missing: number[];
  readonly imputed: string[];
  readonly means: ArrayLike<number>;
}

/**
 * Copied for each record: a plain array of doubles is made in a tenth of the time of a typed one of this size, which
 * would live outside of the heap. 0.5 first, so that the engine takes it for doubles.
 */
const ZEROS: readonly number[] = new Array<number>(FEATURE_COUNT).fill(0.5).map((half) => half - 0.5);

export function extractFeatures(
  record: MedicalRecord,
  history: PatientHistory | null,
  { means, diagnosis }: FeatureReference,
): Features {
  const draft: Draft = {
    values: ZEROS.slice(),
    missing: [],
    imputed: [],
    means,
  };
  putPatient(draft, record);
  putStay(draft, record);
  putNumber(draft, "systolic_bp", record.systolic_bp);
  putNumber(draft, "diastolic_bp", record.diastolic_bp);
  putNumber(draft, "cholesterol", record.cholesterol);
  putNumber(draft, "bmi", record.bmi);
  putHistory(draft, history);
  if (record.diagnoses === undefined || record.diagnoses.length === 0) {
    impute(draft, "diagnoses", PLACE.diagnosis_risk_primary, FEATURE_COUNT);
  } else putDiagnoses(draft.values, record.diagnoses, diagnosis);
  return draft;
}

function putPatient(draft: Draft, record: MedicalRecord): void {
  const { values } = draft;
  putNumber(draft, "age", record.age);
  // Other counts as in between, which no threshold but one parts from either.
  if (record.gender === undefined) impute(draft, "gender", PLACE.male, PLACE.male + 1);
  else values[PLACE.male] = record.gender === "Male" ? 1 : record.gender === "Female" ? 0 : 0.5;
  putNumber(draft, "diabetes", record.diabetes);
  putNumber(draft, "hypertension", record.hypertension);
}

function putStay(draft: Draft, record: MedicalRecord): void {
  const { values } = draft;
  putNumber(draft, "medication_count", record.medication_count);
  putNumber(draft, "length_of_stay", record.length_of_stay);
  const destination = record.discharge_destination;
  if (destination === undefined) {
    impute(draft, "discharge_destination", PLACE.discharge_nursing_facility, PLACE.discharge_other + 1);
  } else if (destination === "Nursing_Facility") values[PLACE.discharge_nursing_facility] = 1;
  else if (destination === "Rehab") values[PLACE.discharge_rehab] = 1;
  else if (destination === "Other") values[PLACE.discharge_other] = 1;
  putVisits(draft, "inpatient_visits", record.inpatient_visits);
  putVisits(draft, "emergency_visits", record.emergency_visits);
  putVisits(draft, "outpatient_visits", record.outpatient_visits);
  putNumber(draft, "lab_procedures", record.lab_procedures);
  putNumber(draft, "procedures", record.procedures);
  putNumber(draft, "diagnosis_count", record.diagnosis_count);
  values[PLACE.a1c_level] = a1cLevel(record.a1c);
  values[PLACE.insulin_level] = insulinLevel(record.insulin);
}

/** A field that is a feature by its own name. */
function putNumber(draft: Draft, name: keyof typeof PLACE, value: number | null | undefined): void {
  if (value === undefined || value === null) impute(draft, name, PLACE[name], PLACE[name] + 1);
  else draft.values[PLACE[name]] = value;
}

function putVisits(draft: Draft, name: keyof typeof PLACE, visits: number | undefined): void {
  putNumber(draft, name, visits === undefined ? undefined : Math.log1p(visits));
}

/** Takes the training data's means for the features `[from, to)`. */
function impute({ values, missing, imputed, means }: Draft, field: string, from: number, to: number): void {
  imputed.push(field);
  for (let at = from; at < to; at++) {
    values[at] = means[at] as number;
    missing.push(at);
  }
}

function a1cLevel(a1c: string | null | undefined): number {
  if (a1c === "Norm") return 1;
  if (a1c === ">7") return 2;
  return a1c === ">8" ? 3 : 0;
}

function insulinLevel(insulin: string | null | undefined): number {
  if (insulin === "Steady") return 1;
  if (insulin === "Down") return 2;
  return insulin === "Up" ? 3 : 0;
}

function putHistory(draft: Draft, history: PatientHistory | null): void {
  draft.values[PLACE.previous_visits] = history?.previousVisits ?? 0;
  putRemembered(draft, PLACE.days_since_last_visit, history?.daysSinceLastVisit);
  putRemembered(draft, PLACE.last_score, history?.lastScore);
}

/** What a first encounter cannot have is no field that its record lacks. */
function putRemembered(
  { values, missing, means }: Draft,
  at: number,
  value: number | null | undefined,
): void {
  values[at] = value ?? (means[at] as number);
  if (value === undefined || value === null) missing.push(at);
}

function putDiagnoses(values: number[], codes: readonly string[], lookup: DiagnosisLookup): void {
  let conditions = NO_CONDITIONS;
  let secondary = 0;
  let worst = 0;
  let all = 0;
  for (let i = 0; i < codes.length; i++) {
    const facts = lookup(codes[i] as string);
    conditions |= facts.conditions;
    all += facts.anyRisk;
    if (i === 0) {
      values[PLACE.diagnosis_risk_primary] = facts.primaryRisk;
      values[PRIMARY_CHAPTERS_AT + facts.chapter] = 1;
      continue;
    }
    const at = SECONDARY_CHAPTERS_AT + facts.chapter;
    values[at] = (values[at] as number) + 1;
    secondary += facts.secondaryRisk;
    worst = Math.max(worst, facts.secondaryRisk);
  }
  values[PLACE.diagnosis_risk_secondary] = secondary;
  values[PLACE.diagnosis_risk_worst_secondary] = worst;
  values[PLACE.diagnosis_risk_all] = all;
  for (let i = 0; conditions !== 0; i++, conditions >>>= 1) {
    if ((conditions & 1) === 1) values[CONDITIONS_AT + i] = 1;
  }
}
