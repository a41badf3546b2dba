/**
 * Evaluates the shipped readmission model on labelled encounters: is it good enough, are its scores probabilities, do
 * its levels separate? On the data that it was trained on, only patients whom it has not seen are judged. Records
 * are judged alone; what the patients' history adds is told for information, and so is the rule model.
 */
import { readmissionModel } from "../../lib/pipelines/medical/model/readmission-v1.ts";
import type { Level } from "../../lib/pipelines/medical/model/risk-model.ts";
import { rulesModel } from "../../lib/pipelines/medical/model/rules-v1.ts";
import { type LevelRow, levelRows } from "./level-rows.ts";
import type { Evaluation } from "./evaluation.ts";
import {
  type LabelledEncounter,
  type LabelledEncounters,
  labelsPathOf,
  readLabelledEncounters,
} from "./labelled-encounters.ts";
import { validationEncounters } from "./patient-folds.ts";
import { formatRiskReport } from "./risk-report.ts";
import { type RiskScore, scoreRisks } from "./risk-score.ts";
import { scoreEncounters } from "./score-encounters.ts";

const REQUIRED = { aucMin: 0.66, accuracyMin: 0.85, eceMax: 0.02 };

export interface RiskReport {
  readonly model: string;
  readonly judged: "all patients" | "patients that the model was not trained on";
  readonly readmittedShare: number;
  readonly alone: RiskScore;
  readonly withHistory: RiskScore;
  readonly rules: RiskScore;
  readonly levels: readonly LevelRow[];
  /** Of records scored alone. */
  readonly required: { readonly aucMin: number; readonly accuracyMin: number; readonly eceMax: number };
  readonly holds: boolean;
}

export const medicalEvaluation: Evaluation = {
  defaultInput: "../shared/data/medical-encounters.dev.jsonl.gz",
  evaluate: async (inputPath, labelsPath) => {
    const data = await readLabelledEncounters(inputPath, labelsPath ?? labelsPathOf(inputPath));
    const report = judgeReadmissions(data);
    return {
      text: formatRiskReport(report),
      json: report,
      holds: report.holds,
      failure: `Cannot confirm ${report.model}: AUC, accuracy or calibration is not as required`,
    };
  },
};

export function judgeReadmissions(data: LabelledEncounters): RiskReport {
  const { training } = readmissionModel.file;
  const isTrainingData = data.dataSha256 === training.dataSha256;
  const encounters = isTrainingData
    ? validationEncounters(data.encounters, training.folds, training.seed)
    : data.encounters;
  const outcomes = encounters.map(({ readmitted }) => readmitted);
  const scores = scoreEncounters(readmissionModel, encounters, "alone");
  const alone = scoreRisks(scores, outcomes);
  return {
    model: readmissionModel.version,
    judged: isTrainingData ? "patients that the model was not trained on" : "all patients",
    readmittedShare: outcomes.filter(Boolean).length / outcomes.length,
    alone,
    withHistory: scoreRisks(scoreEncounters(readmissionModel, encounters, "withHistory"), outcomes),
    rules: scoreRisks(ruleScores(encounters), outcomes),
    levels: levelRows(Array.from(scores, readmissionModel.levelOf) as Level[], outcomes),
    required: REQUIRED,
    holds: isAsRequired(alone),
  };
}

function isAsRequired({ auc, accuracy, ece }: RiskScore): boolean {
  return auc >= REQUIRED.aucMin && accuracy > REQUIRED.accuracyMin && ece < REQUIRED.eceMax;
}

function ruleScores(encounters: readonly LabelledEncounter[]): Float64Array {
  return Float64Array.from(encounters, ({ record }) => rulesModel.judge(record, null).score);
}
