/**
 * What an ordinary shopper does: looks at items, clicks on some, puts some into the cart, and at the end buys what is in
 * it, removes it or leaves it. Nothing is clicked that was not seen, nothing is bought or removed that is not in the cart.
 */
import { type Random, uniformInteger } from "../../traffic/index.ts";
import { type Catalogue, drawCategory, type Item, normal, priceOn } from "./catalogue.ts";
import { buyingMood } from "./demand.ts";
import type { Shopper } from "./shoppers.ts";
import type { Step, Visit, VisitOptions } from "./visit.ts";

const LEAVE_SHARE = 0.16;
/** Nobody looks at more items in a visit. */
const LOOKS_MAX = 40;
const IMPRESSION_SHARE = 0.1;
const CLICK_SHARE = 0.45;
const CART_SHARE = 0.3;
const PURCHASE_SHARE = 0.45;
const REMOVE_SHARE = 0.3;
const FORGET_SHARE = 0.0005;

/** The ways of recommending that impressions are of, with how many are clicked on. */
const VARIANTS = [
  ["popular", 0.06],
  ["personal", 0.09],
] as const;

/** With how much chance the next look is at the same category, and at one of the shopper's tastes. */
const SAME_CATEGORY_SHARE = 0.7;
const TASTE_SHARE = 0.85;
/** How many items a shopper passes over in search of their own style. */
const PASSED_OVER_MAX = 3;

/** Log-normal times between steps. */
const THINK_MEDIAN_MS = 12_000;
const THINK_SPREAD = 0.9;
const THINK_MIN_MS = 400;
const THINK_MAX_MS = 600_000;

export function* shoppingVisit({ shopper, catalogue, startMs, random }: VisitOptions): Visit {
  const step = (type: Step["type"], item: Item): Step => ({
    type,
    item,
    price: priceOn(item, startMs),
    afterMs: thinkMs(random),
  });
  const cart: Item[] = [];
  let category = tasteOf(shopper, random, startMs);
  let item = itemFor(shopper, category, catalogue, random);
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const variant = random() < IMPRESSION_SHARE ? VARIANTS[uniformInteger(random, 0, 1)] : undefined;
    if (variant === undefined) yield step("view", item);
    else yield { ...step("impression", item), variant: variant[0] };
    if (random() < (variant?.[1] ?? CLICK_SHARE)) {
      yield step("click", item);
      if (!cart.some(({ number }) => number === item.number) && random() < CART_SHARE * shopper.eagerness) {
        yield step("cart", item);
        cart.push(item);
      }
    }
    if (random() < LEAVE_SHARE) break;
    if (random() >= SAME_CATEGORY_SHARE) category = tasteOf(shopper, random, startMs);
    item = itemFor(shopper, category, catalogue, random);
  }
  const isBuying = random() < PURCHASE_SHARE * buyingMood(startMs);
  for (const kept of cart) {
    if (random() < REMOVE_SHARE) yield step("remove_from_cart", kept);
    else if (isBuying) yield step("purchase", kept);
  }
  if (random() < FORGET_SHARE) yield step("forget", item);
}

function tasteOf({ tastes }: Shopper, random: Random, startMs: number): number {
  const taste = tastes[uniformInteger(random, 0, tastes.length - 1)] as number;
  return random() < TASTE_SHARE ? taste : drawCategory(random, startMs);
}

/** An item of the shopper's style, if one comes up soon. */
function itemFor({ style }: Shopper, category: number, catalogue: Catalogue, random: Random): Item {
  let item = catalogue.draw(category, random);
  for (let passed = 0; passed < PASSED_OVER_MAX && item.style !== style; passed++) {
    item = catalogue.draw(category, random);
  }
  return item;
}

export function thinkMs(random: Random): number {
  const drawn = THINK_MEDIAN_MS * Math.exp(THINK_SPREAD * normal(random));
  return Math.round(Math.min(THINK_MAX_MS, Math.max(THINK_MIN_MS, drawn)));
}
