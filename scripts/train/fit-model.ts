/**
 * One fit: from labelled encounters to what a model's score is made of. A diagnosis' risk is learnt from the very
 * labels that the trees then explain, so each encounter sees the table that was learnt from other patients (inner
 * folds); otherwise the trees would trust the table too far.
 * Half of the encounters are learnt from as if nothing were known of their patients' past, so that one model serves
 * records with a history and records alone.
 */
import type { CodeRisk } from "../../lib/pipelines/medical/features/diagnosis-risk.ts";
import { diagnosisLookup } from "../../lib/pipelines/medical/features/diagnosis-risk.ts";
import {
  extractFeatures,
  type FeatureReference,
  type Features,
} from "../../lib/pipelines/medical/features/extract-features.ts";
import { FEATURE_COUNT, FEATURE_NAMES } from "../../lib/pipelines/medical/features/feature-names.ts";
import type { TreeArrays } from "../../lib/pipelines/medical/model/tree-ensemble.ts";
import { Random } from "../../lib/testing/random.ts";
import { historyOf, type LabelledEncounter } from "../evaluate/labelled-encounters.ts";
import { foldsOf } from "../evaluate/patient-folds.ts";
import type { BoostingSettings } from "./boosting-settings.ts";
import { fitDiagnosisRisk } from "./fit-diagnosis-risk.ts";
import { boostTrees, rounded } from "./gradient-boosting.ts";

export interface Fit {
  readonly means: readonly number[];
  readonly diagnosisRisk: ReadonlyMap<string, CodeRisk>;
  readonly trees: TreeArrays;
}

const INNER_FOLDS = 5;
const HISTORY_SHARE = 0.5;

/** The middles of usual ranges stand in for vitals that no encounter has; such a model never splits on them. */
const MEANS_WITHOUT_DATA: Readonly<Record<string, number>> = {
  systolic_bp: 140,
  diastolic_bp: 90,
  cholesterol: 225,
  bmi: 29,
};

export function fitModel(
  encounters: readonly LabelledEncounter[],
  settings: BoostingSettings,
  seed: number,
): Fit {
  const diagnosisRisk = fitDiagnosisRisk(encounters);
  const means = meansOf(encounters, diagnosisRisk);
  const features = outOfFoldFeatures(encounters, means, seed);
  const columns = Array.from({ length: FEATURE_COUNT }, (_, at) =>
    Float64Array.from(features, ({ values }) => values[at] as number),
  );
  const outcomes = Uint8Array.from(encounters, ({ readmitted }) => Number(readmitted));
  return { means, diagnosisRisk, trees: boostTrees(columns, outcomes, settings, seed) };
}

function meansOf(
  encounters: readonly LabelledEncounter[],
  diagnosisRisk: ReadonlyMap<string, CodeRisk>,
): readonly number[] {
  const reference = {
    means: new Array<number>(FEATURE_COUNT).fill(0),
    diagnosis: diagnosisLookup(diagnosisRisk),
  };
  const sums = new Float64Array(FEATURE_COUNT);
  const counts = new Float64Array(FEATURE_COUNT);
  for (const encounter of encounters) {
    const { values, missing } = extractFeatures(encounter.record, historyOf(encounter), reference);
    for (let at = 0; at < FEATURE_COUNT; at++) {
      if (missing.includes(at)) continue;
      sums[at] = (sums[at] as number) + (values[at] as number);
      counts[at] = (counts[at] as number) + 1;
    }
  }
  return FEATURE_NAMES.map((name, at) => {
    const count = counts[at] as number;
    return count === 0 ? (MEANS_WITHOUT_DATA[name] ?? 0) : rounded((sums[at] as number) / count);
  });
}

function outOfFoldFeatures(
  encounters: readonly LabelledEncounter[],
  means: readonly number[],
  seed: number,
): readonly Features[] {
  const folds = foldsOf(encounters, INNER_FOLDS, seed);
  const references = Array.from({ length: INNER_FOLDS }, (_, fold) => {
    const others = encounters.filter((_encounter, at) => folds[at] !== fold);
    return { means, diagnosis: diagnosisLookup(fitDiagnosisRisk(others)) };
  });
  const random = new Random(seed);
  return encounters.map((encounter, at) => {
    const history = random.chance(HISTORY_SHARE) ? historyOf(encounter) : null;
    return extractFeatures(encounter.record, history, references[folds[at] as number] as FeatureReference);
  });
}
