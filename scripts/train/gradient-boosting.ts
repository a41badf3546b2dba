/**
 * Gradient boosting of shallow trees under logistic loss (Friedman, Ann. Stat. 29, 2001; stochastic as in Comput.
 * Stat. Data Anal. 38, 2002): tree after tree is fitted to what the ones before leave unexplained. All chance comes
 * from the seed, and sums run in the order of the rows, so equal input gives equal trees to the last bit.
 */
import { Random } from "../../lib/testing/random.ts";
import type { TreeArrays } from "../../lib/pipelines/medical/model/tree-ensemble.ts";
import { binFeature } from "./binned-features.ts";
import type { BoostingSettings } from "./boosting-settings.ts";
import { growTree } from "./grow-tree.ts";

/** Seven digits: far below what a tree can tell apart, and short in the file. */
const DIGITS = 7;

/** @param columns a value a row, feature by feature. */
export function boostTrees(
  columns: readonly Float64Array[],
  outcomes: Uint8Array,
  settings: BoostingSettings,
  seed: number,
): TreeArrays {
  const random = new Random(seed);
  const features = columns.map(binFeature);
  const positives = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  const baseLogit = rounded(Math.log(positives / (outcomes.length - positives)));
  const logits = new Float64Array(outcomes.length).fill(baseLogit);
  const gradients = new Float64Array(outcomes.length);
  const curvatures = new Float64Array(outcomes.length);
  const arrays = { feature: [] as number[], threshold: [] as number[], value: [] as number[] };
  for (let count = 0; count < settings.trees; count++) {
    for (let row = 0; row < logits.length; row++) {
      const probability = 1 / (1 + Math.exp(-(logits[row] as number)));
      gradients[row] = (outcomes[row] as number) - probability;
      curvatures[row] = probability * (1 - probability);
    }
    const rows = Uint32Array.from(sample(outcomes.length, settings.rowShare, random));
    const featurePlaces = sample(features.length, settings.featureShare, random);
    const tree = growTree({ features, featurePlaces, rows, gradients, curvatures }, settings);
    const value = Array.from(tree.value, rounded);
    for (let row = 0; row < logits.length; row++) {
      logits[row] = (logits[row] as number) + (value[tree.leaf[row] as number] as number);
    }
    arrays.feature.push(...tree.feature);
    arrays.threshold.push(...Array.from(tree.threshold, rounded));
    arrays.value.push(...value);
  }
  return { baseLogit, ...arrays };
}

/** Each of `[0, size)` with the probability `share`. */
function sample(size: number, share: number, random: Random): number[] {
  const taken: number[] = [];
  for (let i = 0; i < size; i++) if (random.chance(share)) taken.push(i);
  return taken;
}

export function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
