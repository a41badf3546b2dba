/**
 * The histogram of a feature over the training data, by which drift is judged: ten bins of about equally many values
 * at most, none with less than a hundredth of them, since a rare bin is all noise in a small window. A feature with
 * one value alone has a bin for it and one on either side. The first count is of missing values.
 */
import { binOf } from "../../lib/pipelines/medical/drift/bin-of.ts";
import type { Reference } from "../../lib/pipelines/medical/model/model-file.ts";
import { rounded } from "./gradient-boosting.ts";

const BINS = 10;
const BIN_SHARE_MIN = 0.01;

/** Of what training never had. */
export const NO_REFERENCE: Reference = { edges: [], counts: [] };

/** @param present the values that were there. */
export function referenceHistogram(present: Float64Array, missing = 0): Reference {
  if (present.length === 0) return NO_REFERENCE;
  const edges = edgesOf(present.toSorted());
  const counts = new Array<number>(edges.length + 2).fill(0);
  counts[0] = missing;
  for (const value of present) {
    const bin = 1 + binOf(edges, value);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { edges, counts };
}

function edgesOf(sorted: Float64Array): number[] {
  const distinct = [...new Set(sorted)];
  const [lowest] = distinct as [number];
  if (distinct.length === 1) return [lowest - 0.5, lowest + 0.5];
  // In the middle between two values, so that rounding moves none of them.
  const middles = distinct.slice(1).map((value, at) => rounded((value + (distinct[at] as number)) / 2));
  const wanted = distinct.length <= BINS ? middles : quantileEdges(sorted, middles);
  const edges: number[] = [];
  let below = 0;
  for (const edge of wanted) {
    const upTo = countBelow(sorted, edge);
    if (upTo - below < BIN_SHARE_MIN * sorted.length) continue;
    if (sorted.length - upTo < BIN_SHARE_MIN * sorted.length) break;
    edges.push(edge);
    below = upTo;
  }
  // All but a hundredth is one value: that part is its own bin then, however rare.
  return edges.length > 0 ? edges : [middles[0] as number];
}

/** The edges below the values at the tenths, without repetition; the lowest value has none below. */
function quantileEdges(sorted: Float64Array, middles: readonly number[]): number[] {
  const edges = new Set<number>();
  for (let bin = 1; bin < BINS; bin++) {
    const value = sorted[Math.floor((bin * sorted.length) / BINS)] as number;
    const edge = middles[binOf(middles, value) - 1];
    if (edge !== undefined) edges.add(edge);
  }
  return [...edges];
}

function countBelow(sorted: Float64Array, edge: number): number {
  const at = sorted.findIndex((value) => value >= edge);
  return at === -1 ? sorted.length : at;
}
