/**
 * Features by column, each value replaced by its bin: at most BINS_MAX bins, of about equally many rows where there
 * are more distinct values. A split between two bins is one between two values; its threshold lies in their middle,
 * so that rounding it moves no row.
 */
import { binOf } from "../../lib/pipelines/medical/drift/bin-of.ts";

export const BINS_MAX = 64;

export interface BinnedFeature {
  readonly bins: Uint8Array;
  /** Ascending: a value belongs to the bin of as many edges as are at or below it. */
  readonly edges: readonly number[];
}

/** @param values one feature of all rows. */
export function binFeature(values: Float64Array): BinnedFeature {
  const edges = edgesOf(values);
  return { edges, bins: Uint8Array.from(values, (value) => binOf(edges, value)) };
}

function edgesOf(values: Float64Array): number[] {
  const sorted = values.toSorted();
  const distinct = sorted.filter((value, at) => at === 0 || value !== sorted[at - 1]);
  const middles: number[] = [];
  for (let at = 1; at < distinct.length; at++) {
    middles.push(((distinct[at - 1] as number) + (distinct[at] as number)) / 2);
  }
  if (distinct.length <= BINS_MAX) return middles;
  const edges: number[] = [];
  for (let bin = 1; bin < BINS_MAX; bin++) {
    const value = sorted[Math.floor((bin * sorted.length) / BINS_MAX)] as number;
    // The middle below the quantile's value; the lowest value has none.
    const edge = middles[binOf(middles, value) - 1];
    if (edge !== undefined && edge !== edges.at(-1)) edges.push(edge);
  }
  return edges;
}
