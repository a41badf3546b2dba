/**
 * A seeded source of randomness (sfc32, Chris Doty-Humphrey, public domain): one integer fixes every choice of
 * a run, on every machine. Not for secrets.
 */
const SPREAD = 0x9e3779b9;
const WARM_UP_ROUNDS = 12;
const TWO_TO_32 = 4294967296;

export class Random {
  #a: number;
  #b: number;
  #c = SPREAD | 0;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = Math.floor(seed / TWO_TO_32) | 0;
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.#next();
  }

  /** A whole number in `[0, bound)`. */
  below(bound: number): number {
    return Math.floor((this.#next() / TWO_TO_32) * bound);
  }

  /** A whole number in `[from, to]`. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  /** True with the probability; a probability of 0 draws nothing, so switching a fault off is visible to no other. */
  chance(probability: number): boolean {
    return probability > 0 && this.#next() < probability * TWO_TO_32;
  }

  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError("Cannot pick from nothing");
    return choices[this.below(choices.length)] as T;
  }

  /** A source of its own, fixed by this one's state: what one part draws then does not shift another's choices. */
  fork(): Random {
    return new Random(this.#next() * TWO_TO_32 * 2 ** -11 + this.#next());
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }
}
