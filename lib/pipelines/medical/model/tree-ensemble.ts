/**
 * Gradient-boosted trees (Friedman, Ann. Stat. 29, 2001) as flat arrays: the log odds are the base plus, over all
 * trees, the value of the leaf that the features lead to; a feature at its threshold or above goes right.
 *
 * Contributions are Saabas' (treeinterpreter, 2014): a step from a node to its child is worth the difference of their
 * values and belongs to the feature that the node splits, so that base + sum of contributions = log odds. One
 * walk gives both.
 */
import { FEATURE_COUNT } from "../features/feature-names.ts";
import { ModelError } from "./model-error.ts";

/**
 * Interactions of three features. Numbers known to the compiler, small integers and not exported: the walk takes
 * half the time that it takes with any of these otherwise.
 */
const DEPTH = 3;
const SPLITS = (1 << DEPTH) - 1;
const NODES = (2 << DEPTH) - 1;

/** The shape of every tree: complete, so many levels of splits, so many splits and nodes. */
export const TREE_SHAPE = { depth: DEPTH, splits: SPLITS, nodes: NODES };

/** Tree after tree, nodes breadth first. */
export interface TreeArrays {
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
  readonly explain: (features: readonly number[], contributions: Float64Array) => number;
}

/** @param calibration Platt's: the calibrated log odds are slope x log odds + intercept. */
export function treeEnsemble(
  trees: TreeArrays,
  calibration: { readonly slope: number; readonly intercept: number },
): TreeEnsemble {
  const { rankAll, ranks, rankOf } = rankFeatures(trees);
  const compiled: CompiledTrees = {
    ranks,
    feature: Uint16Array.from(trees.feature, (at) => Math.max(0, at)),
    rankMin: Int32Array.from(trees.feature, (at, i) => rankOf(at, trees.threshold[i] as number)),
    step: stepsOf(trees.value, calibration.slope),
  };
  const base = calibration.slope * baseOf(trees) + calibration.intercept;

  function explain(features: readonly number[], contributions: Float64Array): number {
    rankAll(features);
    walk(compiled, contributions);
    let logit = base;
    for (let at = 0; at < contributions.length; at++) logit += contributions[at] as number;
    return logit;
  }
  return { base, explain };
}

interface CompiledTrees {
  /** Of the record at hand, feature by feature. */
  readonly ranks: Int32Array;
  readonly feature: Uint16Array;
  /** The rank from which on a value goes right. */
  readonly rankMin: Int32Array;
  readonly step: Float64Array;
}

/** Locals on purpose: arrays that a closure holds are fetched anew at every step. */
function walk(trees: CompiledTrees, contributions: Float64Array): void {
  const { ranks, feature, rankMin, step } = trees;
  contributions.fill(0);
  let firstNode = 0;
  for (let firstSplit = 0; firstSplit < feature.length; firstSplit += SPLITS) {
    let node = 0;
    for (let level = 0; level < DEPTH; level++) {
      const at = feature[firstSplit + node] as number;
      // The shift gives -1 below the least rank and 0 from it on, without a branch to be mispredicted.
      node = 2 * node + 2 + (((ranks[at] as number) - (rankMin[firstSplit + node] as number)) >> 31);
      contributions[at] = (contributions[at] as number) + (step[firstNode + node] as number);
    }
    firstNode += NODES;
  }
}

function baseOf({ baseLogit, value }: TreeArrays): number {
  return value.reduce((sum, one, i) => (i % NODES === 0 ? sum + one : sum), baseLogit);
}

/** A rank that no value has. */
const NEVER = 1 << 30;

interface FeatureRanks {
  /** Writes `ranks`; throws for a feature that is not finite, which would go left everywhere unnoticed. */
  readonly rankAll: (features: readonly number[]) => void;
  readonly ranks: Int32Array;
  readonly rankOf: (at: number, threshold: number) => number;
}

/**
 * A value's rank is how many of its feature's thresholds are at or below it. Each feature is searched once a record,
 * and `value >= threshold` is then a comparison of small whole numbers, wherever it is asked.
 */
function rankFeatures({ feature, threshold }: TreeArrays): FeatureRanks {
  const cuts = Array.from({ length: FEATURE_COUNT }, () => new Set<number>());
  for (const [i, at] of feature.entries()) cuts[at]?.add(threshold[i] as number);
  const sorted = cuts.map((values) => [...values].sort((one, other) => one - other));
  const flat = Float64Array.from(sorted.flat());
  let count = 0;
  const ends = Int32Array.from(sorted, (own) => (count += own.length));
  const ranks = new Int32Array(FEATURE_COUNT);

  function rankAll(features: readonly number[]): void {
    let zero = 0;
    let first = 0;
    for (let at = 0; at < ends.length; at++) {
      const value = features[at] as number;
      zero += 0 * value;
      let low = first;
      let high = ends[at] as number;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((flat[middle] as number) <= value) low = middle + 1;
        else high = middle;
      }
      ranks[at] = low - first;
      first = ends[at] as number;
    }
    if (zero !== 0) throw new ModelError("not_finite", "Cannot score an encounter: a feature is not finite");
  }

  function rankOf(at: number, limit: number): number {
    return at === -1 ? NEVER : 1 + (sorted[at] as number[]).indexOf(limit);
  }
  return { rankAll, ranks, rankOf };
}

/** What each node's value adds to its parent's, in calibrated log odds. */
function stepsOf(value: readonly number[], slope: number): Float64Array {
  return Float64Array.from(value, (own, i) => {
    const node = i % NODES;
    const parent = i - node + ((node - 1) >> 1);
    return node === 0 ? 0 : slope * (own - (value[parent] as number));
  });
}
