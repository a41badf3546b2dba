/**
 * One tree of a boosted ensemble, grown level by level to its full depth from histograms (Ke et al., LightGBM, 2017):
 * for a node's rows with gradients g and curvatures h a split is worth
 *   GL^2 / (HL + penalty) + GR^2 / (HR + penalty) - G^2 / (H + penalty)
 * (Chen and Guestrin, XGBoost, 2016), and a leaf's value is rate x G / (H + penalty).
 */
import { TREE_SHAPE } from "../../lib/pipelines/medical/model/tree-ensemble.ts";
import { BINS_MAX, type BinnedFeature } from "./binned-features.ts";
import type { BoostingSettings } from "./boosting-settings.ts";

export interface Tree {
  /** Breadth first; -1 for a node without a worthy split, whose rows all go left. */
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** Of all nodes: a leaf's own, else the mean over the rows below. */
  readonly value: Float64Array;
  /** The leaf of each row, as a node. */
  readonly leaf: Uint16Array;
}

export interface GrowthInput {
  readonly features: readonly BinnedFeature[];
  /** The features and the rows that this tree may look at. */
  readonly featurePlaces: readonly number[];
  readonly rows: Uint32Array;
  /** Of all rows: outcome - probability, and probability x (1 - probability). */
  readonly gradients: Float64Array;
  readonly curvatures: Float64Array;
}

interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly gain: number;
}

const NO_SPLIT: Split = { feature: -1, bin: 0, gain: 1e-9 };

/** Gradient, curvature and rows of a bin stand side by side. */
const FIELDS = 3;

export function growTree(input: GrowthInput, settings: BoostingSettings): Tree {
  const feature = new Int32Array(TREE_SHAPE.splits).fill(-1);
  const threshold = new Float64Array(TREE_SHAPE.splits);
  const leaf = new Uint16Array(input.gradients.length);
  for (let depth = 0; depth < TREE_SHAPE.depth; depth++) {
    const first = 2 ** depth - 1;
    const best = bestSplits(input, settings, leaf, first);
    for (const [at, split] of best.entries()) {
      feature[first + at] = split.feature;
      threshold[first + at] = input.features[split.feature]?.edges[split.bin] ?? 0;
    }
    descend(input.features, best, leaf, first);
  }
  return { feature, threshold, leaf, value: valuesOf(input, settings, leaf) };
}

/** The best split of each node of a level, which has as many nodes as its first one's number and one more. */
function bestSplits(
  { features, featurePlaces, rows, gradients, curvatures }: GrowthInput,
  settings: BoostingSettings,
  leaf: Uint16Array,
  first: number,
): Split[] {
  const best: Split[] = new Array(first + 1).fill(NO_SPLIT);
  const sums = new Float64Array(best.length * BINS_MAX * FIELDS);
  for (const place of featurePlaces) {
    const { bins, edges } = features[place] as BinnedFeature;
    if (edges.length === 0) continue;
    sums.fill(0);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const at = (((leaf[row] as number) - first) * BINS_MAX + (bins[row] as number)) * FIELDS;
      sums[at] = (sums[at] as number) + (gradients[row] as number);
      sums[at + 1] = (sums[at + 1] as number) + (curvatures[row] as number);
      sums[at + 2] = (sums[at + 2] as number) + 1;
    }
    for (const [node, known] of best.entries()) {
      const from = node * BINS_MAX * FIELDS;
      const found = bestBin(sums.subarray(from, from + (edges.length + 1) * FIELDS), place, settings);
      if (found.gain > known.gain) best[node] = found;
    }
  }
  return best;
}

function bestBin(sums: Float64Array, feature: number, settings: BoostingSettings): Split {
  const { leafPenalty, leafRowsMin } = settings;
  const worth = (gradient: number, curvature: number) => gradient ** 2 / (curvature + leafPenalty);
  const total: [number, number, number] = [0, 0, 0];
  for (const [at, sum] of sums.entries()) total[at % FIELDS] = (total[at % FIELDS] as number) + sum;
  const [gradients, curvatures, rows] = total;
  let best = NO_SPLIT;
  let [gradient, curvature, rowsLeft] = [0, 0, 0];
  for (let at = 0; at < sums.length - FIELDS; at += FIELDS) {
    gradient += sums[at] as number;
    curvature += sums[at + 1] as number;
    rowsLeft += sums[at + 2] as number;
    if (rowsLeft < leafRowsMin || rows - rowsLeft < leafRowsMin) continue;
    const gain =
      worth(gradient, curvature) +
      worth(gradients - gradient, curvatures - curvature) -
      worth(gradients, curvatures);
    if (gain > best.gain) best = { feature, bin: at / FIELDS, gain };
  }
  return best;
}

/** Moves all rows, those too that this tree does not learn from, to the children of their nodes. */
function descend(
  features: readonly BinnedFeature[],
  splits: readonly Split[],
  leaf: Uint16Array,
  first: number,
): void {
  for (let row = 0; row < leaf.length; row++) {
    const node = leaf[row] as number;
    const { feature, bin } = splits[node - first] as Split;
    const right = feature >= 0 && (features[feature]?.bins[row] as number) > bin;
    leaf[row] = 2 * node + (right ? 2 : 1);
  }
}

function valuesOf(
  { rows, gradients, curvatures }: GrowthInput,
  { learningRate, leafPenalty }: BoostingSettings,
  leaf: Uint16Array,
): Float64Array {
  const nodes = TREE_SHAPE.nodes;
  const firstLeaf = TREE_SHAPE.splits;
  const value = new Float64Array(nodes);
  const curvature = new Float64Array(nodes);
  const rowCount = new Float64Array(nodes);
  for (const row of rows) {
    const node = leaf[row] as number;
    value[node] = (value[node] as number) + (gradients[row] as number);
    curvature[node] = (curvature[node] as number) + (curvatures[row] as number);
    rowCount[node] = (rowCount[node] as number) + 1;
  }
  for (let node = firstLeaf; node < nodes; node++) {
    value[node] = (learningRate * (value[node] as number)) / ((curvature[node] as number) + leafPenalty);
  }
  for (let node = firstLeaf - 1; node >= 0; node--) {
    const [left, right] = [2 * node + 1, 2 * node + 2];
    const [leftRows, rightRows] = [rowCount[left] as number, rowCount[right] as number];
    rowCount[node] = leftRows + rightRows;
    const sum = leftRows * (value[left] as number) + rightRows * (value[right] as number);
    value[node] = sum / Math.max(1, leftRows + rightRows);
  }
  return value;
}
