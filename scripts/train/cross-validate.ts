/**
 * Patient-disjoint cross-validation: FOLDS fits, each on the patients outside of one fold and asked about those
 * inside. So there is a log odds for every encounter from a model that does not know its patient, for the record
 * alone and for the record with what the stream had told of the patient.
 */
import { diagnosisLookup } from "../../lib/pipelines/medical/features/diagnosis-risk.ts";
import { extractFeatures } from "../../lib/pipelines/medical/features/extract-features.ts";
import { FEATURE_COUNT } from "../../lib/pipelines/medical/features/feature-names.ts";
import { treeEnsemble } from "../../lib/pipelines/medical/model/tree-ensemble.ts";
import { historyOf, type LabelledEncounter } from "../evaluate/labelled-encounters.ts";
import { foldsOf } from "../evaluate/patient-folds.ts";
import type { BoostingSettings } from "./boosting-settings.ts";
import { type Fit, fitModel } from "./fit-model.ts";

export const FOLDS = 5;

export interface CrossValidation {
  readonly fits: readonly Fit[];
  /** Of each encounter. */
  readonly folds: Uint8Array;
  readonly logits: { readonly alone: Float64Array; readonly withHistory: Float64Array };
}

export function crossValidate(
  encounters: readonly LabelledEncounter[],
  settings: BoostingSettings,
  seed: number,
  onFold: (fold: number) => void,
): CrossValidation {
  const folds = foldsOf(encounters, FOLDS, seed);
  const logits = {
    alone: new Float64Array(encounters.length),
    withHistory: new Float64Array(encounters.length),
  };
  const fits = Array.from({ length: FOLDS }, (_, fold) => {
    onFold(fold);
    const fit = fitModel(
      encounters.filter((_encounter, at) => folds[at] !== fold),
      settings,
      seed,
    );
    const logitOf = scorerOf(fit);
    for (const [at, encounter] of encounters.entries()) {
      if (folds[at] !== fold) continue;
      logits.alone[at] = logitOf(encounter, null);
      logits.withHistory[at] = logitOf(encounter, historyOf(encounter));
    }
    return fit;
  });
  return { fits, folds, logits };
}

type Scorer = (encounter: LabelledEncounter, history: ReturnType<typeof historyOf>) => number;

function scorerOf({ means, diagnosisRisk, trees }: Fit): Scorer {
  const reference = { means, diagnosis: diagnosisLookup(diagnosisRisk) };
  const ensemble = treeEnsemble(trees, { slope: 1, intercept: 0 });
  const contributions = new Float64Array(FEATURE_COUNT);
  return ({ record }, history) =>
    ensemble.explain(extractFeatures(record, history, reference).values, contributions);
}
