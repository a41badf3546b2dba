/**
 * Fits the weights of the recommender's sources by maximum likelihood: the probability of a choice is
 *
 *   sum over sources of weight * share of the chosen product / sum of the weights of sources that know something
 *
 * Each step sets a weight to the choices that its source explains, over what its weight costs in the choices where it has a
 * say (the minorisation of Hunter, Annals of Statistics 32, 2004); no step lowers the likelihood. Choices that no source
 * holds for possible say nothing of the weights and are left out.
 */
import {
  type CandidateSources,
  type Source,
  SOURCES,
} from "../../lib/pipelines/commerce/recommend/candidate-sources.ts";
import type { SourceWeights } from "../../lib/pipelines/commerce/recommend/score.ts";

/** A choice: per source the share of what was chosen, or null where the source knew nothing. */
export type ObservedChoice = Readonly<Record<Source, number | null>>;

const STEPS = 200;
const DIGITS = 4;

/** What the sources said of the chosen products, as the mean over them. */
export function observedChoice(sources: CandidateSources, chosen: readonly string[]): ObservedChoice {
  const entries = SOURCES.map((source) => {
    const shares = sources[source];
    if (shares.size === 0) return [source, null];
    const sum = chosen.reduce((total, productId) => total + (shares.get(productId) ?? 0), 0);
    return [source, sum / chosen.length];
  });
  return Object.fromEntries(entries) as ObservedChoice;
}

export function fitSourceWeights(choices: readonly ObservedChoice[]): SourceWeights {
  const possible = choices.filter((choice) => SOURCES.some((source) => (choice[source] ?? 0) > 0));
  let weights = recordOf(() => 1 / SOURCES.length);
  for (let step = 0; step < STEPS; step++) weights = improved(weights, possible);
  return recordOf((source) => Number(weights[source].toFixed(DIGITS)));
}

function improved(weights: SourceWeights, choices: readonly ObservedChoice[]): SourceWeights {
  const explained = { ...recordOf(() => 0) };
  const cost = { ...recordOf(() => 0) };
  for (const choice of choices) {
    const total = SOURCES.reduce((sum, source) => sum + weights[source] * (choice[source] ?? 0), 0);
    const say = SOURCES.reduce((sum, source) => sum + (choice[source] === null ? 0 : weights[source]), 0);
    for (const source of SOURCES) {
      if (choice[source] === null) continue;
      explained[source] += (weights[source] * choice[source]) / total;
      cost[source] += 1 / say;
    }
  }
  const next = recordOf((source) => (cost[source] === 0 ? 0 : explained[source] / cost[source]));
  const sum = SOURCES.reduce((total, source) => total + next[source], 0);
  return recordOf((source) => next[source] / sum);
}

function recordOf(value: (source: Source) => number): SourceWeights {
  return Object.fromEntries(SOURCES.map((source) => [source, value(source)])) as SourceWeights;
}
