/**
 * Visits that the rules for fraud must find, one kind for each rule. Each breaks its own rule clearly and the others as
 * little as it can: a bot is slower than a burst, a burst is as irregular as chance, and who tampers with prices looks
 * at the item first.
 *
 * Steps wait for their slots, so timing is as good as slots are dense: a bot's intervals vary by 2 % at the most at 200
 * events a second, by 4 % at 50, by 12 % at 20.
 */
import { type Random, uniform, uniformInteger } from "../../traffic/index.ts";
import { cents, drawCategory, type Item, priceOn } from "./catalogue.ts";
import { thinkMs } from "./shopping-visit.ts";
import type { Step, Visit, VisitOptions } from "./visit.ts";

export type FraudRule =
  "regular_timing" | "velocity_events" | "purchase_without_intent" | "price_tampering" | "amount_outlier";

const BOT_STEPS = { min: 40, max: 80 };
const BOT_INTERVAL_MS = { min: 2000, max: 5000 };
/** How far a bot's intervals are off, as a share of them. */
const BOT_JITTER_SHARE = 0.01;

const BURST_STEPS = { min: 120, max: 240 };
/** The mean of exponential times between steps. */
const BURST_GAP_MS = 250;
const BURST_CART_SHARE = 0.1;

const UNSEEN_PURCHASES = { min: 2, max: 5 };
const TAMPERED_ITEMS = { min: 1, max: 3 };
/** What is left of the price. */
const TAMPERED_FACTOR = { min: 0.02, max: 0.15 };
const LUXURIES = { min: 1, max: 2 };

export const FRAUD_VISITS: Readonly<Record<FraudRule, (options: VisitOptions) => Visit>> = {
  regular_timing: botVisit,
  velocity_events: burstVisit,
  purchase_without_intent: unseenPurchases,
  price_tampering: tamperingVisit,
  amount_outlier: luxuryVisit,
};

export const FRAUD_RULES = Object.keys(FRAUD_VISITS) as readonly FraudRule[];

/** A scraper: one item after another, in the order of the list, by the clock. */
function* botVisit({ catalogue, startMs, random }: VisitOptions): Visit {
  const intervalMs = uniform(random, BOT_INTERVAL_MS.min, BOT_INTERVAL_MS.max);
  const category = drawCategory(random, startMs);
  const steps = within(BOT_STEPS, random);
  for (let place = 0; place < steps; place++) {
    const item = catalogue.at(category, place);
    const jitter = uniform(random, 1 - BOT_JITTER_SHARE, 1 + BOT_JITTER_SHARE);
    yield { type: "view", item, price: priceOn(item, startMs), afterMs: intervalMs * jitter };
  }
}

/** Far more items of far more categories than one person can look at. */
function* burstVisit({ catalogue, startMs, random }: VisitOptions): Visit {
  const steps = within(BURST_STEPS, random);
  for (let made = 0; made < steps; made++) {
    const item = catalogue.draw(drawCategory(random), random);
    const price = priceOn(item, startMs);
    yield { type: "view", item, price, afterMs: burstGapMs(random) };
    if (random() < BURST_CART_SHARE) yield { type: "cart", item, price, afterMs: burstGapMs(random) };
  }
}

/** Purchases of what was neither seen nor in a cart. */
function* unseenPurchases({ shopper, catalogue, startMs, random }: VisitOptions): Visit {
  const purchases = within(UNSEEN_PURCHASES, random);
  for (let made = 0; made < purchases; made++) {
    const item = catalogue.draw(shopper.tastes[0] as number, random);
    yield { type: "purchase", item, price: priceOn(item, startMs), afterMs: thinkMs(random) };
  }
}

/** The price is right when the item is looked at, and a fraction of it from the cart on. */
function* tamperingVisit({ shopper, catalogue, startMs, random }: VisitOptions): Visit {
  const items = within(TAMPERED_ITEMS, random);
  for (let taken = 0; taken < items; taken++) {
    const item = catalogue.draw(shopper.tastes[0] as number, random);
    const price = priceOn(item, startMs);
    const factor = uniform(random, TAMPERED_FACTOR.min, TAMPERED_FACTOR.max);
    yield* bought(item, price, cents(price * factor), random);
  }
}

/** A purchase that is honest in all but its amount, which neither the shopper nor the category knows. */
function* luxuryVisit({ shopper, catalogue, startMs, random }: VisitOptions): Visit {
  const purchases = within(LUXURIES, random);
  for (let made = 0; made < purchases; made++) {
    const item = catalogue.luxury(shopper.tastes[made % shopper.tastes.length] as number);
    const price = priceOn(item, startMs);
    yield* bought(item, price, price, random);
  }
}

function* bought(item: Item, seenPrice: number, paidPrice: number, random: Random): Generator<Step, void> {
  yield { type: "view", item, price: seenPrice, afterMs: thinkMs(random) };
  yield { type: "click", item, price: seenPrice, afterMs: thinkMs(random) };
  yield { type: "cart", item, price: paidPrice, afterMs: thinkMs(random) };
  yield { type: "purchase", item, price: paidPrice, afterMs: thinkMs(random) };
}

function within({ min, max }: { readonly min: number; readonly max: number }, random: Random): number {
  return uniformInteger(random, min, max);
}

function burstGapMs(random: Random): number {
  return -BURST_GAP_MS * Math.log(1 - random());
}
