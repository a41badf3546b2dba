/**
 * A fingerprint of a text: 106 bits as a short string, the same on every machine and for ever.
 *
 * Two runs of cyrb53 (bryc, public domain: two multiply-xor lanes, 53 bits out) with different seeds. For n
 * different texts a collision has a chance of about n^2 / 2^107: 10^-22 for 60,000. Not for secrets.
 */
const FIRST_SEED = 0x9e3779b9;
const SECOND_SEED = 0x85ebca6b;
const RADIX = 36;
const HALF_WIDTH = 11;

export function fingerprint(text: string): string {
  const first = cyrb53(text, FIRST_SEED).toString(RADIX).padStart(HALF_WIDTH, "0");
  return first + cyrb53(text, SECOND_SEED).toString(RADIX).padStart(HALF_WIDTH, "0");
}

/** An integer in `[0, 2^53)`, evenly spread: the hash behind sketches and groupings. */
export function hash53(text: string): number {
  return cyrb53(text, FIRST_SEED);
}

function cyrb53(text: string, seed: number): number {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
