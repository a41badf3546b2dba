/**
 * A source of randomness: each call gives the next number, uniform in `[0, 1)`.
 *
 * Pure code gets its randomness as an argument of this type. Equal seeds give equal sequences, so that one integer
 * reproduces a run.
 */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export type Random = () => number;

/** @param seed a whole number; its lowest 32 bits count. */
export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

/** A number uniform in `[min, max)`. */
export function uniform(random: Random, min: number, max: number): number {
  return min + (max - min) * random();
}

/** A whole number uniform in `[min, max]`. */
export function uniformInteger(random: Random, min: number, max: number): number {
  return min + Math.floor((max - min + 1) * random());
}
