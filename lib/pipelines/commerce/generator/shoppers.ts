/**
 * Shoppers, numbered from 1: who they are follows from the seed and their number, so that a population of any size
 * costs nothing. New ones come while the shop is open; one who asked to be forgotten does not come back.
 */
import { type Random, seededRandom, uniform, uniformInteger } from "../../traffic/index.ts";
import { drawCategory, STYLES } from "./catalogue.ts";

export interface Shopper {
  readonly number: number;
  readonly id: string;
  /** The categories that they come for, the dearest first. */
  readonly tastes: readonly number[];
  readonly style: number;
  /** How readily they buy; 1 on average. */
  readonly eagerness: number;
}

export interface PopulationOptions {
  /** How many shoppers there are at first. */
  readonly users: number;
  readonly seed: number;
}

export const DEFAULT_USERS = 20_000;

const ID_BASE = 500_000_000;
const TASTES_MAX = 3;
const NEWCOMER_SHARE = 0.05;
/** How often another one is drawn in place of one who is in the shop already. */
const DRAWS_MAX = 8;
/** Above 1, some come more often than others. */
const LOYALTY_SKEW = 1.5;
/** Where the tastes of the population come from: they are of a common time of day. */
const TASTES_AT_MS = 0;

export class Shoppers {
  readonly #seed: number;
  readonly #present = new Set<number>();
  readonly #forgotten = new Set<number>();
  #users: number;

  /** @throws RangeError unless `users` is a whole number of at least 1. */
  constructor({ users, seed }: PopulationOptions) {
    if (!Number.isSafeInteger(users) || users < 1) {
      throw new RangeError(`Cannot make ${users} users: expected a whole number of at least 1`);
    }
    this.#seed = seed;
    this.#users = users;
  }

  /** How many have ever been there. */
  get size(): number {
    return this.#users;
  }

  /** One who is not in the shop enters it: a newcomer now and then, and when everyone seems to be there. */
  enter(random: Random): Shopper {
    const number = random() < NEWCOMER_SHARE ? undefined : this.#drawAbsent(random);
    const entered = number ?? (this.#users += 1);
    this.#present.add(entered);
    return shopper(entered, this.#seed);
  }

  leave({ number }: Shopper): void {
    this.#present.delete(number);
  }

  forget({ number }: Shopper): void {
    this.#forgotten.add(number);
  }

  #drawAbsent(random: Random): number | undefined {
    for (let draw = 0; draw < DRAWS_MAX; draw++) {
      const number = 1 + Math.floor(this.#users * random() ** LOYALTY_SKEW);
      if (!this.#present.has(number) && !this.#forgotten.has(number)) return number;
    }
    return undefined;
  }
}

export function shopperId(number: number): string {
  return String(ID_BASE + number);
}

function shopper(number: number, seed: number): Shopper {
  const random = seededRandom(~seed ^ Math.imul(number, 0x85eb_ca6b));
  const tastes = Array.from({ length: uniformInteger(random, 1, TASTES_MAX) }, () =>
    drawCategory(random, TASTES_AT_MS),
  );
  return {
    number,
    id: shopperId(number),
    tastes,
    style: uniformInteger(random, 0, STYLES - 1),
    eagerness: uniform(random, 0.5, 1.5),
  };
}
