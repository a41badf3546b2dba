/**
 * The FACTORS_MAX contributions that are largest in size, largest first; equals stand in the order of the features.
 * An insertion into a short list, since a sort of all features would cost more than the score itself.
 */
import { FACTORS_MAX, type Factor } from "./risk-model.ts";

export function topFactors(contributions: ArrayLike<number>, names: readonly string[]): readonly Factor[] {
  const places: number[] = [];
  for (let at = 0; at < contributions.length; at++) {
    const size = Math.abs(contributions[at] as number);
    if (size === 0) continue;
    let rank = places.length;
    while (rank > 0 && Math.abs(contributions[places[rank - 1] as number] as number) < size) rank--;
    if (rank >= FACTORS_MAX) continue;
    for (let i = Math.min(places.length, FACTORS_MAX - 1); i > rank; i--) places[i] = places[i - 1] as number;
    places[rank] = at;
  }
  return places.map((at) => ({ feature: names[at] as string, contribution: contributions[at] as number }));
}
