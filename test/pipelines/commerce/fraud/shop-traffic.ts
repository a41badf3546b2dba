/**
 * A small shop's traffic with known fraud: shoppers who browse, compare, buy the next day what they put into the cart, and
 * episodes of each kind of fraud between them. Records come out of order by a few seconds. Equal seeds, equal traffic.
 */
import type { FraudEvent, FraudRule } from "../../../../lib/pipelines/commerce/fraud/index.ts";
import {
  type Random,
  seededRandom,
  uniform,
  uniformInteger,
} from "../../../../lib/pipelines/traffic/random.ts";

export interface TimedEvent {
  readonly event: FraudEvent;
  readonly eventTimeMs: number;
  readonly arrivalMs: number;
  readonly identity: string;
}

/** An episode that `rule` is to find among what `user` does in `[startMs, endMs]`. */
export interface Episode {
  readonly rule: FraudRule;
  readonly user: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Shop {
  readonly random: Random;
  readonly items: readonly Item[];
  readonly luxuries: readonly Item[];
}

export interface Item {
  readonly id: number;
  readonly category: number;
  readonly price: number;
}

/** One step of a session: what, with which item, at which price and after which pause. */
export interface Step {
  readonly type: FraudEvent["event_type"];
  readonly item: Item;
  readonly price: number;
  readonly pauseMs: number;
}

const CATEGORIES = 25;
const ITEMS_PER_CATEGORY = 20;
const LUXURY_FACTOR_MIN = 15;
const LUXURY_FACTOR_MAX = 80;
const DISORDER_MS = 4_000;

export function openShop(seed: number): Shop {
  const random = seededRandom(seed);
  const items: Item[] = [];
  const luxuries: Item[] = [];
  for (let category = 0; category < CATEGORIES; category++) {
    const usual = Math.exp(uniform(random, 2, 6));
    for (let i = 0; i < ITEMS_PER_CATEGORY; i++) {
      const price = usual * Math.exp(0.7 * normal(random));
      items.push({ id: items.length, category, price: cents(price) });
    }
    const price = usual * uniform(random, LUXURY_FACTOR_MIN, LUXURY_FACTOR_MAX);
    luxuries.push({ id: 100_000 + category, category, price: cents(price) });
  }
  return { random, items, luxuries };
}

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  return values[uniformInteger(random, 0, values.length - 1)] as Value;
}

export function cents(price: number): number {
  return Math.max(0.01, Math.round(price * 100) / 100);
}

/** Standard normal (Box and Muller 1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** People's pauses: log-normal, the median as given. */
export function pause(random: Random, medianMs: number, sigma = 0.9): number {
  return Math.round(medianMs * Math.exp(sigma * normal(random)));
}

/** The steps as events of one user and session from `startMs` on. */
export function play(
  shop: Shop,
  user: string,
  session: string,
  startMs: number,
  steps: readonly Step[],
): TimedEvent[] {
  let eventTimeMs = startMs;
  return steps.map(({ type, item, price, pauseMs }, i) => {
    eventTimeMs += pauseMs;
    const event: FraudEvent = {
      event_type: type,
      product_id: item.id,
      category_id: item.category,
      price,
      user_id: user,
      user_session: session,
    };
    const arrivalMs = eventTimeMs + uniformInteger(shop.random, 0, DISORDER_MS);
    return { event, eventTimeMs, arrivalMs, identity: `${session}-${i}` };
  });
}

/** A shopper's visit: views, comparisons, at times an order of up to three items; now and then a purchase in a sale. */
export function visit({ random, items, luxuries }: Shop): Step[] {
  const medianMs = uniform(random, 6_000, 25_000);
  const favourite = pick(random, items).category;
  const steps: Step[] = [];
  const wanted: Step[] = [];
  for (let left = 1 + Math.floor(-8 * Math.log(1 - random())); left > 0; left--) {
    const near = items.filter(({ category }) => category === favourite);
    const item = random() < 0.01 ? pick(random, luxuries) : pick(random, random() < 0.7 ? near : items);
    const price = random() < 0.1 ? cents(item.price * uniform(random, 0.65, 0.95)) : item.price;
    const step = { item, price, pauseMs: pause(random, medianMs) };
    steps.push({ ...step, type: "view" });
    if (random() < 0.2) steps.push({ ...step, type: "click", pauseMs: pause(random, 4_000) });
    if (random() < 0.12 && item.id < 100_000 && wanted.length < 3) {
      wanted.push({ ...step, type: "purchase", pauseMs: pause(random, 1_500) });
      steps.push({ ...step, type: "cart", pauseMs: pause(random, 5_000) });
    }
  }
  return random() < 0.6 ? [...steps, ...wanted] : steps;
}
