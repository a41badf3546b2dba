/**
 * How many different texts, approximately and mergeable: the k smallest of their hashes (KMV; Bar-Yossef et
 * al., RANDOM 2002). Exact below k = 256; above, (k - 1) / (k-th smallest hash), standard error
 * 1 / sqrt(k - 2) = 6.3 %. State: the hashes in `[0, 2^53)`, ascending.
 */
import { hash53 } from "../state/fingerprint.ts";
import type { Json } from "../state/json.ts";
import type { Aggregate } from "./aggregate.ts";

const HASHES_MAX = 256;
const HASH_RANGE = 2 ** 53;

export function distinct<Event>(text: (event: Event) => string): Aggregate<Event, number[] & Json, number> {
  return {
    input: (event) => hash53(text(event)),
    zero: () => [],
    add: addHash,
    merge(one, other) {
      let merged = one.slice();
      for (const hash of other) merged = addHash(merged, hash);
      return merged;
    },
    clone: (state) => state.slice(),
    result: estimate,
  };
}

function addHash(hashes: number[], hash: number): number[] {
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hashes[middle] as number) < hash) low = middle + 1;
    else high = middle;
  }
  if (hashes[low] === hash || low >= HASHES_MAX) return hashes;
  hashes.splice(low, 0, hash);
  if (hashes.length > HASHES_MAX) hashes.pop();
  return hashes;
}

function estimate(hashes: number[]): number {
  if (hashes.length < HASHES_MAX) return hashes.length;
  return Math.round(((HASHES_MAX - 1) * HASH_RANGE) / (hashes[HASHES_MAX - 1] as number));
}
