/**
 * The rule model: six findings, each with a weight; the score is the sum of the weights of those that hold,
 * in `[0, 1]`. Over 0.7 is high, over 0.4 medium, else low.
 *
 * The original divides the sum by the number of findings that hold, and takes 0.5 when none does. So its score is
 * the mean weight, never over 0.20: `high` cannot happen, a patient with all six findings is low, and one with none
 * is medium. Here the sum stands as it is, and no finding is no risk.
 * A finding on a field that is missing does not hold, and the field is named in `imputed`.
 */
import type { MedicalRecord } from "../medical-record.ts";
import { type Factor, FACTORS_MAX, type Judgement, type Level, type RiskModel } from "./risk-model.ts";

type NumericField = "age" | "bmi" | "medication_count" | "length_of_stay" | "diabetes" | "hypertension";

interface Rule {
  readonly field: NumericField;
  /** The finding holds above this. */
  readonly above: number;
  /** In hundredths: 0.15 + 0.15 + 0.2 + 0.2 is over 0.7 in floating point, and 70 hundredths are not. */
  readonly weightPercent: number;
}

const RULES: readonly Rule[] = [
  { field: "age", above: 65, weightPercent: 20 },
  { field: "bmi", above: 30, weightPercent: 15 },
  { field: "medication_count", above: 5, weightPercent: 15 },
  { field: "length_of_stay", above: 7, weightPercent: 20 },
  { field: "diabetes", above: 0, weightPercent: 15 },
  { field: "hypertension", above: 0, weightPercent: 15 },
];

const HIGH_ABOVE_PERCENT = 70;
const MEDIUM_ABOVE_PERCENT = 40;

export const RULES_VERSION = "rules-v1";

export const rulesModel: RiskModel = { version: RULES_VERSION, judge: judgeByRules };

function judgeByRules(record: MedicalRecord): Judgement {
  const factors: Factor[] = [];
  const imputed: string[] = [];
  let percent = 0;
  for (const { field, above, weightPercent } of RULES) {
    const value = record[field];
    if (value === undefined || value === null) imputed.push(field);
    else if (value > above) {
      percent += weightPercent;
      factors.push({ feature: field, contribution: weightPercent / 100 });
    }
  }
  factors.sort((one, other) => other.contribution - one.contribution);
  return {
    score: percent / 100,
    level: levelOf(percent),
    factors: factors.slice(0, FACTORS_MAX),
    imputed,
    features: null,
  };
}

function levelOf(percent: number): Level {
  if (percent > HIGH_ABOVE_PERCENT) return "high";
  return percent > MEDIUM_ABOVE_PERCENT ? "medium" : "low";
}
