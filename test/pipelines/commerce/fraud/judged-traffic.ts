/**
 * A shop's days of traffic with fraud in it, run through the detector as a shard would, and how well it was found.
 */
import {
  emptyPriceBook,
  FRAUD_RULES,
  type FraudAlert,
  type FraudRule,
  learnInBook,
  levelInBook,
  readsPrices,
} from "../../../../lib/pipelines/commerce/fraud/index.ts";
import { uniformInteger } from "../../../../lib/pipelines/traffic/random.ts";
import { detectorOf, type Kept } from "./events.ts";
import { EPISODES } from "./fraud-episodes.ts";
import { type Episode, openShop, play, type Shop, type TimedEvent, visit } from "./shop-traffic.ts";

const DAY_MS = 86_400_000;
const DAYS = 4;
const USERS = 400;
const VISITS = 3_000;
const EPISODES_PER_RULE = 40;
const BEGIN_MS = Date.UTC(2026, 0, 5);

/** Alerts of a session that began with the episode come at most this much later than its last event. */
const GRACE_MS = 1_000;

export interface Traffic {
  readonly events: readonly TimedEvent[];
  readonly episodes: readonly Episode[];
}

export interface Found {
  readonly alerts: number;
  readonly precision: number;
  readonly recall: number;
}

/** In order of arrival. Prices are learned for a day before the first episode. */
export function trafficOf(seed: number): Traffic {
  const shop = openShop(seed);
  const events: TimedEvent[] = [];
  const episodes: Episode[] = [];
  for (let i = 0; i < VISITS; i++) {
    const startMs = BEGIN_MS + uniformInteger(shop.random, 0, DAYS * DAY_MS);
    events.push(...play(shop, someUser(shop), `visit-${i}`, startMs, visit(shop)));
  }
  for (const rule of FRAUD_RULES) {
    for (let i = 0; i < EPISODES_PER_RULE; i++) {
      const startMs = BEGIN_MS + DAY_MS + uniformInteger(shop.random, 0, (DAYS - 1) * DAY_MS);
      const user = someUser(shop);
      const played = EPISODES[rule](shop).flatMap((steps, session) =>
        play(shop, user, `${rule}-${i}-${session}`, startMs, steps),
      );
      const times = played.map(({ eventTimeMs }) => eventTimeMs);
      episodes.push({ rule, user, startMs: Math.min(...times), endMs: Math.max(...times) });
      events.push(...played);
    }
  }
  return { events: events.sort((one, other) => one.arrivalMs - other.arrivalMs), episodes };
}

export function alertsOf({ events }: Traffic): FraudAlert[] {
  const { initial, observe } = detectorOf();
  const states = new Map<string, Kept>();
  let items = emptyPriceBook(512);
  let categories = emptyPriceBook(64);
  return events.flatMap(({ event, eventTimeMs, identity }) => {
    const user = String(event.user_id);
    const item = readsPrices(event) ? levelInBook(items, event.product_id) : null;
    const category = readsPrices(event) ? levelInBook(categories, event.category_id) : null;
    const { state, alerts } = observe(states.get(user) ?? initial, event, {
      eventTimeMs,
      identity,
      item,
      category,
    });
    states.set(user, state);
    items = learnInBook(items, event.product_id, event.price, 32);
    categories = learnInBook(categories, event.category_id, event.price, 256);
    return alerts;
  });
}

/**
 * Over several runs together. An alert is right when its user was in an episode of any kind, and an episode found when
 * its own rule says so.
 */
export function foundBy(
  rule: FraudRule,
  alerts: readonly (readonly FraudAlert[])[],
  traffics: readonly Traffic[],
): Found {
  const sums = { alerts: 0, right: 0, episodes: 0, found: 0 };
  traffics.forEach(({ episodes }, run) => {
    const own = (alerts[run] ?? []).filter(({ row }) => row.rule === rule);
    const asked = episodes.filter((episode) => episode.rule === rule);
    sums.alerts += own.length;
    sums.right += own.filter((alert) => episodes.some((episode) => isDuring(alert, episode))).length;
    sums.episodes += asked.length;
    sums.found += asked.filter((episode) => own.some((alert) => isDuring(alert, episode))).length;
  });
  return { alerts: sums.alerts, precision: sums.right / sums.alerts, recall: sums.found / sums.episodes };
}

function isDuring({ row }: FraudAlert, { user, startMs, endMs }: Episode): boolean {
  const timeMs = Date.parse(row.timestamp);
  return row.user_id === user && timeMs >= startMs && timeMs <= endMs + GRACE_MS;
}

function someUser({ random }: Shop): string {
  return `user-${uniformInteger(random, 1, USERS)}`;
}
