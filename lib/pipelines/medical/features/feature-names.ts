/**
 * The features of an encounter in the order of their vector. The order is part of a model file: a model names its
 * features, and one that names others is refused.
 */
import { CONDITIONS } from "./conditions.ts";
import { CHAPTERS } from "./diagnosis.ts";

/** Missing in most sources, imputed where they are. */
const VITALS = ["systolic_bp", "diastolic_bp", "cholesterol", "bmi"] as const;

const OF_RECORD = [
  "age",
  "male",
  "diabetes",
  "hypertension",
  "medication_count",
  "length_of_stay",
  "discharge_nursing_facility",
  "discharge_rehab",
  "discharge_other",
  // ln(1 + visits of the year before), as their effect flattens.
  "inpatient_visits",
  "emergency_visits",
  "outpatient_visits",
  "lab_procedures",
  "procedures",
  "diagnosis_count",
  // 0 not measured, 1 normal, 2 over 7 %, 3 over 8 %.
  "a1c_level",
  // 0 none, 1 steady, 2 lowered, 3 raised.
  "insulin_level",
  ...VITALS,
] as const;

/** What they are depends on how long the stream has run: no measure of drift. */
export const HISTORY_FEATURES = ["previous_visits", "days_since_last_visit", "last_score"] as const;

/** Each code's share in the risk, learnt from the training data (diagnosis-risk.ts). */
const OF_DIAGNOSIS_RISK = [
  "diagnosis_risk_primary",
  "diagnosis_risk_secondary",
  "diagnosis_risk_worst_secondary",
  "diagnosis_risk_all",
] as const;

export const FEATURE_NAMES: readonly string[] = [
  ...OF_RECORD,
  ...HISTORY_FEATURES,
  ...OF_DIAGNOSIS_RISK,
  ...CHAPTERS.map((chapter) => `primary_${chapter}`),
  ...CHAPTERS.map((chapter) => `secondary_${chapter}`),
  ...CONDITIONS.map(({ name }) => `has_${name}`),
];

export const FEATURE_COUNT = FEATURE_NAMES.length;

type Place = (typeof OF_RECORD | typeof HISTORY_FEATURES | typeof OF_DIAGNOSIS_RISK)[number];

/** Where a feature stands in the vector. */
export const PLACE = Object.fromEntries(
  [...OF_RECORD, ...HISTORY_FEATURES, ...OF_DIAGNOSIS_RISK].map((name, at) => [name, at]),
) as Readonly<Record<Place, number>>;

/** The first of the chapters' features; the others follow in the order of CHAPTERS and of CONDITIONS. */
export const PRIMARY_CHAPTERS_AT = OF_RECORD.length + HISTORY_FEATURES.length + OF_DIAGNOSIS_RISK.length;
export const SECONDARY_CHAPTERS_AT = PRIMARY_CHAPTERS_AT + CHAPTERS.length;
export const CONDITIONS_AT = SECONDARY_CHAPTERS_AT + CHAPTERS.length;
