/**
 * A trained model as a file: versioned JSON that says what it was trained on, how good it is and how it decides.
 * Reading it checks all that scoring relies on, so that a damaged or foreign file is refused as a whole and not
 * found out record by record. The check is interpreted: compiling it takes longer than the one time that it runs.
 */
import "../../interpreted-keywords.ts";
import { ArkErrors, type } from "arktype";
import { FEATURE_NAMES } from "../features/feature-names.ts";
import { ModelError } from "./model-error.ts";
import { TREE_SHAPE } from "./tree-ensemble.ts";

export const MODEL_FORMAT = "tidewater-risk-model";
export const MODEL_FORMAT_VERSION = 1;

const finite = type.number.atLeast(-Number.MAX_VALUE).atMost(Number.MAX_VALUE);
const share = type("0 <= number <= 1");
const count = type("number.integer >= 0");
const sha256 = type(/^[0-9a-f]{64}$/);

/** The area under the ROC curve, accuracy at 0.5 and calibration errors (scripts/evaluate/risk-score.ts). */
const metrics = type({ encounters: count, auc: share, accuracy: share, ece: share, eceEqualMass: share });

/** Encounters per bin: the first count is of missing values, the next of values below the first edge. */
const reference = type({ edges: finite.array(), counts: count.array() });

const modelFile = type({
  format: type.unit(MODEL_FORMAT),
  formatVersion: type.unit(MODEL_FORMAT_VERSION),
  version: "string > 0",
  training: {
    dataSha256: sha256,
    labelsSha256: sha256,
    encounters: count,
    patients: count,
    readmittedShare: share,
    seed: "number.integer",
    folds: "number.integer >= 2",
    settings: { "[string]": finite },
  },
  metrics: {
    /** Of this very file on the patients that it was not trained on, scored alone and with the stream's history. */
    validation: { alone: metrics, withHistory: metrics },
    /** Of models made in the same way, each on the patients that it was not trained on. */
    crossValidation: { alone: metrics, withHistory: metrics, aucByFold: share.array() },
  },
  levels: {
    mediumScoreMin: share,
    highScoreMin: share,
    reason: "string",
    observed: type({ level: "'low' | 'medium' | 'high'", share, readmittedShare: share }).array(),
  },
  features: type({ name: "string", mean: finite, reference }).array(),
  score: reference,
  diagnosisRisk: { "[string]": type([finite, finite, finite]) },
  calibration: { slope: finite, intercept: finite },
  trees: {
    baseLogit: finite,
    feature: type("number.integer >= -1").array(),
    threshold: finite.array(),
    value: finite.array(),
  },
});

export type ModelFile = typeof modelFile.infer;
export type Reference = typeof reference.infer;

/** @throws ModelError `malformed_model` for anything that is not a model of this format and these features. */
export function readModelFile(json: unknown): ModelFile {
  const file = modelFile(json);
  if (file instanceof ArkErrors) throw malformed(`'${file[0]?.path.join(".")}' is not as expected`);
  const named = file.features.length === FEATURE_NAMES.length;
  if (!named || file.features.some(({ name }, at) => name !== FEATURE_NAMES[at])) {
    throw malformed("it names other features");
  }
  if (file.levels.mediumScoreMin > file.levels.highScoreMin) throw malformed("'high' begins below 'medium'");
  for (const { edges, counts } of [...file.features.map((feature) => feature.reference), file.score]) {
    const bins = edges.length === 0 ? 0 : edges.length + 2;
    if (counts.length !== bins || edges.some((edge, at) => at > 0 && edge <= (edges[at - 1] as number))) {
      throw malformed("a reference histogram is inconsistent");
    }
  }
  checkTrees(file.trees);
  return file;
}

function checkTrees({ feature, threshold, value }: ModelFile["trees"]): void {
  const trees = feature.length / TREE_SHAPE.splits;
  const sizes = Number.isInteger(trees) && threshold.length === feature.length;
  if (!sizes || value.length !== trees * TREE_SHAPE.nodes) throw malformed("its trees are incomplete");
  if (feature.some((at) => at >= FEATURE_NAMES.length)) throw malformed("a tree splits an unknown feature");
}

function malformed(state: string): ModelError {
  return new ModelError("malformed_model", `Cannot read the model file: ${state}`);
}
