/**
 * A model file made ready for scoring: tables looked up and arrays typed once, so that a record costs microseconds.
 * The score is `1 / (1 + e^-logit)` of the calibrated log odds: the probability of readmission within 30 days.
 */
import { diagnosisLookup } from "../features/diagnosis-risk.ts";
import { extractFeatures, type Features } from "../features/extract-features.ts";
import { FEATURE_COUNT, FEATURE_NAMES } from "../features/feature-names.ts";
import type { PatientHistory } from "../features/patient-history.ts";
import type { MedicalRecord } from "../medical-record.ts";
import type { ModelFile } from "./model-file.ts";
import type { Judgement, Level, RiskModel } from "./risk-model.ts";
import { topFactors } from "./top-factors.ts";
import { treeEnsemble } from "./tree-ensemble.ts";

export interface Explanation {
  readonly base: number;
  /** In the order of FEATURE_NAMES. */
  readonly contributions: Float64Array;
  /** `base` and all contributions, summed. */
  readonly logit: number;
}

/** A model in two steps: its judgement depends on the features alone, so that equal features need one. */
export interface FeatureModel extends RiskModel {
  readonly featuresOf: (record: MedicalRecord, history: PatientHistory | null) => Features;
  /** May throw, like `judge`. */
  readonly judgeFeatures: (features: Features) => Judgement;
}

export interface TrainedModel extends FeatureModel {
  readonly file: ModelFile;
  readonly scoreOf: (values: readonly number[]) => number;
  readonly levelOf: (score: number) => Level;
  /** Every feature's contribution, where `judge` names the largest. */
  readonly explain: (values: readonly number[]) => Explanation;
}

export function trainedModel(file: ModelFile): TrainedModel {
  const ensemble = treeEnsemble(file.trees, file.calibration);
  const { mediumScoreMin, highScoreMin } = file.levels;
  const reference = {
    means: Float64Array.from(file.features, ({ mean }) => mean),
    diagnosis: diagnosisLookup(new Map(Object.entries(file.diagnosisRisk))),
  };
  // Written anew for each record and never handed out.
  const contributions = new Float64Array(FEATURE_COUNT);

  const featuresOf = (record: MedicalRecord, history: PatientHistory | null) =>
    extractFeatures(record, history, reference);

  function levelOf(score: number): Level {
    if (score >= highScoreMin) return "high";
    return score >= mediumScoreMin ? "medium" : "low";
  }

  function judgeFeatures(features: Features): Judgement {
    const score = probabilityOf(ensemble.explain(features.values, contributions));
    const factors = topFactors(contributions, FEATURE_NAMES);
    return { score, level: levelOf(score), factors, imputed: features.imputed, features };
  }

  const judge = (record: MedicalRecord, history: PatientHistory | null) =>
    judgeFeatures(featuresOf(record, history));

  function explain(values: readonly number[]): Explanation {
    const own = new Float64Array(FEATURE_COUNT);
    return { base: ensemble.base, logit: ensemble.explain(values, own), contributions: own };
  }

  const scoreOf = (values: readonly number[]) => probabilityOf(ensemble.explain(values, contributions));
  return { version: file.version, file, judge, judgeFeatures, featuresOf, scoreOf, levelOf, explain };
}

function probabilityOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
