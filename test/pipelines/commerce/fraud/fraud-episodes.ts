/**
 * Fraud to be found, a kind for each rule, from blatant to hardly visible: some of it is meant to be missed.
 */
import type { FraudRule } from "../../../../lib/pipelines/commerce/fraud/index.ts";
import { uniform, uniformInteger } from "../../../../lib/pipelines/traffic/random.ts";
import { cents, type Item, pause, pick, type Shop, type Step } from "./shop-traffic.ts";

/** The sessions of an episode, each its steps; one user plays them all at once. */
export const EPISODES: Readonly<Record<FraudRule, (shop: Shop) => Step[][]>> = {
  velocity_events: (shop) => (shop.random() < 0.5 ? [burst(shop, 3, 24, 60)] : spread(shop)),
  velocity_purchases: (shop) => [cardTesting(shop)],
  velocity_items: (shop) => [burst(shop, 30, 18, 40)],
  velocity_categories: (shop) => [burst(shop, Infinity, 16, 24)],
  regular_timing: (shop) => [metronome(shop)],
  amount_outlier: (shop) => [funnel(shop, pick(shop.random, shop.luxuries), 1, true)],
  price_tampering: (shop) => [
    funnel(shop, pick(shop.random, shop.items), uniform(shop.random, 0.02, 0.6), true),
  ],
  purchase_without_intent: (shop) => [funnel(shop, pick(shop.random, shop.items), 1, false)],
};

/** Within a minute, irregular: events with at most so many different items. */
function burst({ random, items }: Shop, itemsMax: number, min: number, max: number): Step[] {
  const count = uniformInteger(random, min, max);
  const some = Array.from({ length: Math.min(itemsMax, count) }, (_, i) =>
    itemsMax === Infinity
      ? (items[(i * 20 + uniformInteger(random, 0, 19)) % items.length] as Item)
      : pick(random, items),
  );
  return Array.from({ length: count }, (_, i) => {
    const item = some[i % some.length] as Item;
    return { type: "view", item, price: item.price, pauseMs: pause(random, 25_000 / count, 0.7) };
  });
}

/** Over ten minutes and several sessions, none of which is conspicuous. */
function spread(shop: Shop): Step[][] {
  const sessions = uniformInteger(shop.random, 5, 8);
  return Array.from({ length: sessions }, () =>
    Array.from({ length: 20 }, () => {
      const item = pick(shop.random, shop.items.slice(0, 30));
      return { type: "view", item, price: item.price, pauseMs: pause(shop.random, 17_000, 0.6) } as const;
    }),
  );
}

function cardTesting({ random, items }: Shop): Step[] {
  return Array.from({ length: uniformInteger(random, 6, 12) }, () => {
    const item = pick(random, items);
    const step = { item, price: item.price };
    const carts: Step = { ...step, type: "cart", pauseMs: pause(random, 1_200, 0.5) };
    return [carts, { ...step, type: "purchase", pauseMs: pause(random, 1_800, 0.5) } satisfies Step];
  }).flat();
}

function metronome({ random, items }: Shop): Step[] {
  const everyMs = uniform(random, 3_000, 40_000);
  const jitter = uniform(random, 0, 0.4);
  return Array.from({ length: uniformInteger(random, 14, 40) }, () => {
    const item = pick(random, items);
    const pauseMs = Math.round(everyMs * (1 + uniform(random, -jitter, jitter)));
    return { type: "view", item, price: item.price, pauseMs };
  });
}

/** One item bought at `factor` times its price, looked at before or not. */
function funnel({ random }: Shop, item: Item, factor: number, isViewed: boolean): Step[] {
  const step = { item, price: item.price };
  const paid = { item, price: cents(item.price * factor) };
  const looks: Step[] = [{ ...step, type: "view", pauseMs: pause(random, 15_000) }];
  const buys: Step[] = [{ ...paid, type: "purchase", pauseMs: 5_000 + pause(random, 8_000) }];
  const carts: Step[] = [{ ...paid, type: "cart", pauseMs: 5_000 + pause(random, 8_000) }];
  return isViewed ? [...looks, ...carts, ...buys] : buys;
}
