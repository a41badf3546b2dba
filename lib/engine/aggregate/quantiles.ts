/**
 * Approximate quantiles with a bounded relative error, mergeable without loss (DDSketch: Masson, Rim and Lee,
 * VLDB 2019): a value is counted in bin ceil(log_gamma |v|), gamma = (1 + a) / (1 - a), so that the bin's
 * middle is within a * |v| of it. The bin mapping is Datadog's library; the bins are plain JSON, so that a
 * sketch is state like any other. Values closer to zero than 10^-9 count as zero.
 */
import { DDSketch } from "@datadog/sketches-js";
import type { Json } from "../state/json.ts";
import type { Aggregate } from "./aggregate.ts";
import { addToBin, type Bins, cloneBins, mergeBins, NO_BINS, totalOf, walkDown, walkUp } from "./bins.ts";
import { finite } from "./finite.ts";

/** `[zeros, positive bins, negative bins]`. */
export type QuantileState = [number, Bins, Bins];

const SMALLEST_MAGNITUDE = 1e-9;

/**
 * @param value the number to sketch.
 * @param ranks the quantiles wanted, each in `[0, 1]`; 0.5 is the median.
 * @param relativeAccuracy a, in `(0, 1)`.
 * @returns an aggregate whose result is the quantiles in the order of `ranks`, or null for no events.
 */
export function quantiles<Event>(
  value: (event: Event) => number,
  ranks: readonly number[],
  relativeAccuracy = 0.01,
): Aggregate<Event, QuantileState & Json, readonly number[] | null> {
  for (const rank of ranks) {
    if (!(rank >= 0 && rank <= 1)) throw new RangeError(`Cannot take quantile ${rank}: expected 0 to 1`);
  }
  const { mapping } = new DDSketch({ relativeAccuracy });
  return {
    input: (event) => finite(value(event), "quantiles"),
    zero: () => [0, NO_BINS, NO_BINS],
    add(state: QuantileState, input: number) {
      if (input > SMALLEST_MAGNITUDE) state[1] = addToBin(state[1], mapping.key(input));
      else if (input < -SMALLEST_MAGNITUDE) state[2] = addToBin(state[2], mapping.key(-input));
      else state[0] += 1;
      return state;
    },
    merge: (one, other) => [one[0] + other[0], mergeBins(one[1], other[1]), mergeBins(one[2], other[2])],
    clone: (state) => [state[0], cloneBins(state[1]), cloneBins(state[2])],
    result: (state) => quantilesOf(state, ranks, mapping),
  };
}

function quantilesOf(
  state: QuantileState,
  ranks: readonly number[],
  mapping: DDSketch["mapping"],
): readonly number[] | null {
  const [zeros, positive, negative] = state;
  const negatives = totalOf(negative);
  const total = zeros + totalOf(positive) + negatives;
  if (total === 0) return null;
  return ranks.map((rank) => {
    const position = Math.floor(rank * (total - 1));
    if (position < negatives) return -mapping.value(walkDown(negative, position));
    if (position < negatives + zeros) return 0;
    return mapping.value(walkUp(positive, position - negatives - zeros));
  });
}
