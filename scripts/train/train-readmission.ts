/**
 * Trains the readmission model. Cross-validation gives out-of-fold log odds, and they fix calibration and levels. The
 * fit that left out VALIDATION_FOLD becomes the model, so that the metrics in its file can be computed again from
 * the file, on patients whom it has never seen.
 * Equal data, settings and seed give an equal file.
 */
import { FEATURE_NAMES, HISTORY_FEATURES } from "../../lib/pipelines/medical/features/feature-names.ts";
import {
  MODEL_FORMAT,
  MODEL_FORMAT_VERSION,
  type ModelFile,
  type Reference,
} from "../../lib/pipelines/medical/model/model-file.ts";
import { type TrainedModel, trainedModel } from "../../lib/pipelines/medical/model/trained-model.ts";
import {
  historyOf,
  type LabelledEncounter,
  type LabelledEncounters,
} from "../evaluate/labelled-encounters.ts";
import { VALIDATION_FOLD, validationEncounters } from "../evaluate/patient-folds.ts";
import { type RiskScore, scoreRisks } from "../evaluate/risk-score.ts";
import { scoreEncounters } from "../evaluate/score-encounters.ts";
import { BOOSTING, type BoostingSettings } from "./boosting-settings.ts";
import { chooseLevels } from "./choose-levels.ts";
import { type CrossValidation, crossValidate, FOLDS } from "./cross-validate.ts";
import { type Calibration, fitCalibration } from "./fit-calibration.ts";
import type { Fit } from "./fit-model.ts";
import { rounded } from "./gradient-boosting.ts";
import { NO_REFERENCE, referenceHistogram } from "./reference-histogram.ts";

const MODEL_VERSION = "readmission-v1";

const METRIC_DECIMALS = 5;

export interface TrainingOptions {
  readonly seed: number;
  readonly settings?: BoostingSettings;
  readonly onFold?: (fold: number) => void;
}

export function trainReadmission(data: LabelledEncounters, options: TrainingOptions): ModelFile {
  const { seed, settings = BOOSTING, onFold = () => {} } = options;
  const { encounters } = data;
  const validated = crossValidate(encounters, settings, seed, onFold);
  const trainedOn = encounters.filter((_, at) => validated.folds[at] !== VALIDATION_FOLD);
  const validation = validationEncounters(encounters, FOLDS, seed);
  const calibration = fitCalibration(validated.logits.withHistory, outcomesOf(encounters));
  const scores = {
    alone: calibrated(validated.logits.alone, calibration),
    withHistory: calibrated(validated.logits.withHistory, calibration),
  };
  const draft: ModelFile = {
    format: MODEL_FORMAT,
    formatVersion: MODEL_FORMAT_VERSION,
    version: MODEL_VERSION,
    training: trainingOf(data, trainedOn, seed, settings),
    metrics: {
      validation: { alone: NOT_MEASURED, withHistory: NOT_MEASURED },
      crossValidation: {
        alone: metricsOf(scores.alone, encounters),
        withHistory: metricsOf(scores.withHistory, encounters),
        aucByFold: aucByFold(scores.alone, encounters, validated),
      },
    },
    levels: chooseLevels(scores.withHistory, outcomesOf(encounters)),
    calibration,
    ...scoringOf(validated.fits[VALIDATION_FOLD] as Fit),
    score: NO_REFERENCE,
  };
  return measure(draft, trainedOn, validation);
}

/** Takes the file as its users will: what it scores, and the histograms that drift is judged by. */
function measure(
  draft: ModelFile,
  trainedOn: readonly LabelledEncounter[],
  validation: readonly LabelledEncounter[],
): ModelFile {
  const model = trainedModel(draft);
  const metricsFor = (use: "alone" | "withHistory") =>
    metricsOf(scoreEncounters(model, validation, use), validation);
  const references = referencesOf(model, trainedOn);
  return {
    ...draft,
    metrics: {
      ...draft.metrics,
      validation: { alone: metricsFor("alone"), withHistory: metricsFor("withHistory") },
    },
    features: draft.features.map((feature, at) => ({ ...feature, reference: references[at] as Reference })),
    score: referenceHistogram(scoreEncounters(model, validation, "withHistory")),
  };
}

function referencesOf(model: TrainedModel, encounters: readonly LabelledEncounter[]): readonly Reference[] {
  const features = encounters.map((encounter) => model.featuresOf(encounter.record, historyOf(encounter)));
  return FEATURE_NAMES.map((name, at) => {
    if ((HISTORY_FEATURES as readonly string[]).includes(name)) return NO_REFERENCE;
    const present = features.filter(({ missing }) => !missing.includes(at));
    const values = Float64Array.from(present, (one) => one.values[at] as number);
    return referenceHistogram(values, features.length - present.length);
  });
}

function trainingOf(
  { dataSha256, labelsSha256 }: LabelledEncounters,
  trainedOn: readonly LabelledEncounter[],
  seed: number,
  settings: BoostingSettings,
): ModelFile["training"] {
  const patients = new Set(trainedOn.map(({ record }) => record.patient_id)).size;
  const readmitted = trainedOn.filter((encounter) => encounter.readmitted).length;
  const readmittedShare = rounded(readmitted / trainedOn.length);
  const encounters = trainedOn.length;
  return {
    dataSha256,
    labelsSha256,
    encounters,
    patients,
    readmittedShare,
    seed,
    folds: FOLDS,
    settings: { ...settings },
  };
}

function scoringOf({
  means,
  diagnosisRisk,
  trees,
}: Fit): Pick<ModelFile, "features" | "diagnosisRisk" | "trees"> {
  const { feature, threshold, value } = trees;
  return {
    features: FEATURE_NAMES.map((name, at) => ({ name, mean: means[at] as number, reference: NO_REFERENCE })),
    diagnosisRisk: Object.fromEntries([...diagnosisRisk].map(([code, [...risk]]) => [code, risk])),
    trees: { ...trees, feature: [...feature], threshold: [...threshold], value: [...value] },
  };
}

const NOT_MEASURED: RiskScore = { encounters: 0, auc: 0, accuracy: 0, ece: 0, eceEqualMass: 0 };

function metricsOf(scores: Float64Array, encounters: readonly LabelledEncounter[]): RiskScore {
  const { encounters: count, auc, accuracy, ece, eceEqualMass } = scoreRisks(scores, outcomesOf(encounters));
  return {
    encounters: count,
    auc: short(auc),
    accuracy: short(accuracy),
    ece: short(ece),
    eceEqualMass: short(eceEqualMass),
  };
}

function aucByFold(
  scores: Float64Array,
  encounters: readonly LabelledEncounter[],
  { fits, folds }: CrossValidation,
): number[] {
  return fits.map((_, fold) => {
    const inFold = (_one: unknown, at: number) => folds[at] === fold;
    return metricsOf(scores.filter(inFold), encounters.filter(inFold)).auc;
  });
}

function calibrated(logits: Float64Array, { slope, intercept }: Calibration): Float64Array {
  return logits.map((logit) => 1 / (1 + Math.exp(-(slope * logit + intercept))));
}

function outcomesOf(encounters: readonly LabelledEncounter[]): readonly boolean[] {
  return encounters.map(({ readmitted }) => readmitted);
}

function short(value: number): number {
  return Number(value.toFixed(METRIC_DECIMALS));
}
