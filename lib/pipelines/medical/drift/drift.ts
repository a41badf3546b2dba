/**
 * Drift: how far the features and scores of a window have moved from those that the model was trained on, as a PSI
 * each, less what chance alone would show. Over DRIFT_PSI_WARNING warns.
 *
 * State is one count a bin, feature after feature and the score last, as the model file lays them out: an
 * aggregate like any other (lib/engine/aggregate/aggregate.ts), and bound to its model's version. A feature's first
 * bin is of missing values, which are not binned by what stands in for them. A window of fewer than
 * DRIFT_EVENTS_MIN events gives no figure, nor does a feature that training never had.
 */
import type { Aggregate } from "../../../engine/index.ts";
import type { Features } from "../features/extract-features.ts";
import type { ModelFile, Reference } from "../model/model-file.ts";
import { expectedPsi, psi, totalOf } from "./psi.ts";

/** The usual reading of PSI: under 0.1 stable, to 0.2 moderate, over 0.2 another population (Siddiqi 2006). */
export const DRIFT_PSI_WARNING = 0.2;

/**
 * With 200 events and ten bins an undrifted feature stands 0.2 over its expectation when a chi-squared of 9 degrees
 * passes 49: one window in ten million, and one in two hundred thousand for the whole vector of features.
 */
export const DRIFT_EVENTS_MIN = 200;

const SCORE_NAME = "score";

/** What drift is counted of; an assessment is one. Without features (a fallback) it counts for nothing. */
export interface Observation {
  readonly features: Pick<Features, "values" | "missing"> | null;
  readonly score: number;
}

export type DriftState = number[];

/** What windows are compared with: the training data, as a model file has it, or another stretch of the stream. */
export type DriftReference = Pick<ModelFile, "features" | "score">;

export interface FeatureDrift {
  readonly name: string;
  /** Less the expectation without drift, at least 0; null where there is nothing to say. */
  readonly psi: number | null;
}

export interface Drift {
  readonly events: number;
  /** In the order of the model's features, `score` last. */
  readonly features: readonly FeatureDrift[];
  /** The largest PSI and whose it is; null when there is none. */
  readonly worst: { readonly name: string; readonly psi: number } | null;
  readonly warns: boolean;
}

interface Section {
  readonly name: string;
  /** The feature's place in the vector; SCORE_PLACE for the score, which is none. */
  readonly at: number;
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly from: number;
}

const SCORE_PLACE = -1;

export function driftAggregate(reference: DriftReference): Aggregate<Observation, DriftState, Drift> {
  const sections = sectionsOf(reference);
  const counted = sections.filter(({ counts }) => counts.length > 0);
  const placeOf = reference.features.map((_, at) => counted.findIndex((section) => section.at === at));
  const size = sections.reduce((sum, { counts }) => sum + counts.length, 0);
  return {
    input: (observation) => positionsOf(counted, placeOf, observation),
    zero: () => new Array<number>(size).fill(0),
    add(state: DriftState, positions: readonly number[]) {
      for (let i = 0; i < positions.length; i++) {
        const at = positions[i] as number;
        state[at] = (state[at] as number) + 1;
      }
      return state;
    },
    merge(one, other) {
      if (one.length !== other.length) {
        throw new RangeError("Cannot merge drift states: they belong to different models");
      }
      return one.map((count, at) => count + (other[at] as number));
    },
    clone: (state) => state.slice(),
    result: (state) => driftOf(sections, state),
  };
}

/**
 * The reference with a window's counts in place of the training's: for a source that is known to differ from the
 * training data, and whose own change is what matters.
 */
export function referenceFrom(reference: DriftReference, state: DriftState): DriftReference {
  const sections = sectionsOf(reference);
  const observed = ({ from, edges, counts }: Section): Reference => ({
    edges: [...edges],
    counts: state.slice(from, from + counts.length),
  });
  const features = reference.features.map((feature, at) => ({
    ...feature,
    reference: observed(sections[at] as Section),
  }));
  return { features, score: observed(sections.at(-1) as Section) };
}

function sectionsOf({ features, score }: DriftReference): readonly Section[] {
  let from = 0;
  const sectionOf = (name: string, at: number, { edges, counts }: Reference): Section => {
    const section = { name, at, edges, counts, from };
    from += counts.length;
    return section;
  };
  return [
    ...features.map(({ name, reference }, at) => sectionOf(name, at, reference)),
    sectionOf(SCORE_NAME, SCORE_PLACE, score),
  ];
}

/** Values first, and then the few that are missing: asking each feature whether it is one takes half of the time. */
function positionsOf(
  sections: readonly Section[],
  placeOf: readonly number[],
  { features, score }: Observation,
): number[] {
  if (features === null) return [];
  const { values, missing } = features;
  const positions = new Array<number>(sections.length);
  for (let i = 0; i < sections.length; i++) {
    const { at, edges, from } = sections[i] as Section;
    const value = at === SCORE_PLACE ? score : (values[at] as number);
    // Ten bins at most, and most features are flags: counting up is faster than halving.
    let bin = from + 1;
    for (let edge = 0; edge < edges.length && (edges[edge] as number) <= value; edge++) bin++;
    positions[i] = bin;
  }
  for (let i = 0; i < missing.length; i++) {
    const place = placeOf[missing[i] as number] as number;
    if (place !== -1) positions[place] = (sections[place] as Section).from;
  }
  return positions;
}

function driftOf(sections: readonly Section[], state: DriftState): Drift {
  let worst: Drift["worst"] = null;
  let events = 0;
  const features: FeatureDrift[] = [];
  for (const { name, counts, from } of sections) {
    const observed = state.slice(from, from + counts.length);
    const total = totalOf(observed);
    events = Math.max(events, total);
    if (total < DRIFT_EVENTS_MIN) {
      features.push({ name, psi: null });
      continue;
    }
    const excess = Math.max(0, psi(counts, observed) - expectedPsi(counts, observed));
    features.push({ name, psi: excess });
    if (worst === null || excess > worst.psi) worst = { name, psi: excess };
  }
  return { events, features, worst, warns: worst !== null && worst.psi > DRIFT_PSI_WARNING };
}
