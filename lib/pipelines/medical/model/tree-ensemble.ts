/**
 * Gradient-boosted trees (Friedman, Ann. Stat. 29, 2001) as flat arrays: the log odds are the base plus, over all
 * trees, the value of the leaf that the features lead to; a feature at its threshold or above goes right.
 *
 * Contributions are Saabas' (treeinterpreter, 2014): a step from a node to its child is worth the difference of their
 * values and belongs to the feature that the node splits, so that base + sum of contributions = log odds. One
 * walk gives both.
 */
import { ModelError } from "./model-error.ts";

export interface TreeArrays {
  readonly depth: number;
  readonly baseLogit: number;
  /** The feature that each split asks for, -1 for one that sends everything left. */
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  /** Of every node, inner ones included. */
  readonly value: readonly number[];
}

export interface TreeEnsemble {
  /** The log odds before any feature is known. */
  readonly base: number;
  /** Writes each feature's contribution and returns the log odds; throws a ModelError for a feature that is NaN. */
  readonly explain: (features: Float64Array, contributions: Float64Array) => number;
}

/** @param calibration Platt's: the calibrated log odds are slope x log odds + intercept. */
export function treeEnsemble(
  trees: TreeArrays,
  calibration: { readonly slope: number; readonly intercept: number },
): TreeEnsemble {
  const splits = 2 ** trees.depth - 1;
  const nodes = 2 * splits + 1;
  const treeCount = trees.feature.length / splits;
  const feature = Uint16Array.from(trees.feature, (at) => Math.max(0, at));
  const threshold = Float64Array.from(trees.threshold, (at, i) => (trees.feature[i] === -1 ? Infinity : at));
  const step = stepsOf(trees.value, nodes, calibration.slope);
  let base = trees.baseLogit;
  for (let tree = 0; tree < treeCount; tree++) base += trees.value[tree * nodes] as number;
  base = calibration.slope * base + calibration.intercept;

  function explain(features: Float64Array, contributions: Float64Array): number {
    requireFinite(features);
    contributions.fill(0);
    let logit = base;
    for (let tree = 0; tree < treeCount; tree++) {
      const firstSplit = tree * splits;
      const firstNode = tree * nodes;
      for (let node = 0; node < splits;) {
        const at = feature[firstSplit + node] as number;
        node = 2 * node + ((features[at] as number) >= (threshold[firstSplit + node] as number) ? 2 : 1);
        const worth = step[firstNode + node] as number;
        contributions[at] = (contributions[at] as number) + worth;
        logit += worth;
      }
    }
    return logit;
  }
  return { base, explain };
}

/** What each node's value adds to its parent's, in calibrated log odds. */
function stepsOf(value: readonly number[], nodes: number, slope: number): Float64Array {
  return Float64Array.from(value, (own, i) => {
    const node = i % nodes;
    const parent = i - node + ((node - 1) >> 1);
    return node === 0 ? 0 : slope * (own - (value[parent] as number));
  });
}

/** A NaN would go left everywhere and come out as a score like any other. */
function requireFinite(features: Float64Array): void {
  let zero = 0;
  for (let at = 0; at < features.length; at++) zero += 0 * (features[at] as number);
  if (zero !== 0) throw new ModelError("not_finite", "Cannot score an encounter: a feature is not finite");
}
