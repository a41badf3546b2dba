/**
 * Repeatable noise for detector tests: a seeded generator (mulberry32) and near-normal values of mean 0 and standard
 * deviation 1 as the sum of twelve uniform ones less six (Irwin-Hall), which needs no transcendental function.
 */
const TERMS = 12;

function noise(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Array.from({ length: TERMS }, uniform).reduce((sum, value) => sum + value, -TERMS / 2);
}

/** `shape(index)` plus noise of standard deviation `sigma`. */
export function noisySeries(
  length: number,
  seed: number,
  shape: (index: number) => number,
  sigma = 1,
): number[] {
  const next = noise(seed);
  return Array.from({ length }, (_, index) => shape(index) + sigma * next());
}
