/**
 * The shop's items. Within its category an item has a place in the order of popularity, and the item at place k is
 * asked for about 1 / k as often as the first (Zipf). Places drift, and new items come in anywhere.
 *
 * What an item is follows from the seed and its number; only the order of popularity is kept.
 */
import { type Random, seededRandom, uniform, uniformInteger } from "../../traffic/index.ts";
import { CATEGORIES, type Category } from "./categories.ts";
import { demand } from "./demand.ts";

export interface Item {
  readonly number: number;
  readonly id: string;
  readonly category: Category;
  readonly brand: string | null;
  readonly price: number;
  /** What it is like; shoppers prefer items of their own style. */
  readonly style: number;
}

export interface CatalogueOptions {
  /** How many items there are at first. */
  readonly items: number;
  readonly seed: number;
}

export const DEFAULT_ITEMS = 5000;
export const STYLES = 6;

const ID_BASE = 1_000_000;
const BRANDLESS_SHARE = 0.15;
/** Logarithmic spread of prices about their category's median, and how far they go. */
const PRICE_SPREAD = 0.45;
const PRICE_FACTOR_MIN = 0.35;
const PRICE_FACTOR_MAX = 3;
/** Items that ordinary shoppers leave alone. */
const LUXURY_FACTOR = { min: 15, max: 40 };
/** One day in a week an item is cheaper. */
const SALE_FACTOR = 0.9;
const SALE_EVERY_DAYS = 7;
const DAY_MS = 86_400_000;

export class Catalogue {
  readonly #seed: number;
  /** Item numbers by category, the most popular first. */
  readonly #byPopularity: number[][] = CATEGORIES.map(() => []);
  #items: number;

  /** @throws RangeError unless `items` is a whole number of at least 1. */
  constructor({ items, seed }: CatalogueOptions) {
    if (!Number.isSafeInteger(items) || items < 1) {
      throw new RangeError(`Cannot make ${items} items: expected a whole number of at least 1`);
    }
    this.#seed = seed;
    this.#items = items;
    for (let number = 1; number <= items; number++) this.#placesOf(number).push(number);
  }

  /** How many there are now. */
  get size(): number {
    return this.#items;
  }

  /** An item of the category, by popularity; of another one while the category has none. */
  draw(category: number, random: Random): Item {
    const places = this.#byPopularity[category] ?? [];
    const drawn = places[drawPlace(places.length, random)];
    return this.#item(drawn ?? uniformInteger(random, 1, this.#items));
  }

  /** The item at a place of the category's popularity, counted round. */
  at(category: number, place: number): Item {
    const places = this.#byPopularity[category] ?? [];
    return this.#item(places[place % places.length] ?? 1 + (place % this.#items));
  }

  /** The category's most expensive item by far: it is in the shop, and no ordinary shopper looks at it. */
  luxury(category: number): Item {
    return this.#item(-category);
  }

  /** A new item, at any place of its category's popularity. */
  addItem(random: Random): void {
    this.#items += 1;
    const places = this.#placesOf(this.#items);
    places.splice(drawPlace(places.length + 1, random), 0, this.#items);
  }

  /** Two neighbours in popularity change places. */
  drift(random: Random): void {
    const places = this.#byPopularity[drawCategory(random)] as number[];
    const place = drawPlace(places.length - 1, random);
    const [one, other] = [places[place], places[place + 1]];
    if (one === undefined || other === undefined) return;
    places[place] = other;
    places[place + 1] = one;
  }

  #placesOf(number: number): number[] {
    return this.#byPopularity[number % CATEGORIES.length] as number[];
  }

  #item(number: number): Item {
    const random = seededRandom(this.#seed ^ Math.imul(number, 0x9e37_79b1));
    const index = Math.abs(number) % CATEGORIES.length;
    const category = CATEGORIES[index] as Category;
    const brand = category.brands[drawPlace(category.brands.length, random)] as string;
    const factor = number <= 0 ? uniform(random, LUXURY_FACTOR.min, LUXURY_FACTOR.max) : priceFactor(random);
    return {
      number,
      id: String(ID_BASE + number),
      category,
      brand: random() < BRANDLESS_SHARE ? null : brand,
      price: cents(category.medianPrice * factor),
      style: uniformInteger(random, 0, STYLES - 1),
    };
  }
}

/** What the item costs on the day of `timeMs`. */
export function priceOn({ number, price }: Item, timeMs: number): number {
  const day = Math.floor(timeMs / DAY_MS);
  return (day + number) % SALE_EVERY_DAYS === 0 ? cents(price * SALE_FACTOR) : price;
}

export function cents(amount: number): number {
  return Math.max(0.01, Math.round(amount * 100) / 100);
}

/** Any category, by what is asked for at `timeMs`; each as likely without a time. */
export function drawCategory(random: Random, timeMs?: number): number {
  if (timeMs === undefined) return uniformInteger(random, 0, CATEGORIES.length - 1);
  const weights = CATEGORIES.map((_, index) => demand(index, timeMs));
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = weights.findIndex((weight) => (rest -= weight) < 0);
  return Math.max(0, drawn);
}

/** A place from 0 to `places - 1` with a chance of about 1 / (place + 1): the logarithm of places is uniform. */
function drawPlace(places: number, random: Random): number {
  return Math.min(places - 1, Math.floor((places + 1) ** random()) - 1);
}

/** Log-normal, but for what is too far from the median. */
function priceFactor(random: Random): number {
  const factor = Math.exp(PRICE_SPREAD * normal(random));
  return Math.min(PRICE_FACTOR_MAX, Math.max(PRICE_FACTOR_MIN, factor));
}

/** Normal with mean 0 and variance 1, nearly: the sum of twelve uniform numbers, which ends at six deviations. */
export function normal(random: Random): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += random();
  return sum;
}
