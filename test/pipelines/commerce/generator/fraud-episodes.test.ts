/** The ground truth of fraud holds: each visit that is told breaks its rule, and no other visit breaks any. */
import { describe, expect, test } from "vitest";
import type { Behaviour } from "../../../../lib/pipelines/commerce/commerce-event.ts";
import {
  FRAUD_RULES,
  type FraudEpisode,
  type FraudRule,
} from "../../../../lib/pipelines/commerce/generator/index.ts";
import { behavioursOf, generate, groupedBy } from "./generated.ts";

const { stream, clicks, events } = generate(200_000, {
  seed: 20,
  users: 20_000,
  items: 3000,
  fraudShare: 0.01,
});
const episodes = stream.episodes();
const visits = groupedBy(behavioursOf(events), ({ user_session }) => user_session);
const medianPrices = new Map(
  [...groupedBy(behavioursOf(events), ({ product_id }) => product_id)].map(
    ([item, own]) => [item, median(own.map(({ price }) => price))] as const,
  ),
);
const categoryMedians = new Map(
  [...groupedBy(behavioursOf(events), ({ category_id }) => category_id)].map(
    ([category, own]) => [category, median(own.map(({ price }) => price))] as const,
  ),
);

/** As plain as it can be said of a whole visit, and by other means than the generator's. */
const BREAKS: Readonly<Record<FraudRule, (steps: readonly Behaviour[]) => boolean>> = {
  regular_timing: (steps) => steps.length >= 20 && variationOfGaps(steps) < 0.1,
  velocity_events: (steps) => steps.length >= 60 && spanMs(steps) / steps.length < 500,
  purchase_without_intent: (steps) =>
    steps.some(
      ({ event_type, product_id }, i) =>
        event_type === "purchase" && !steps.slice(0, i).some((before) => before.product_id === product_id),
    ),
  price_tampering: (steps) =>
    steps.some(({ product_id, price }) => price < 0.3 * (medianPrices.get(product_id) ?? price)),
  amount_outlier: (steps) =>
    steps.some(
      ({ event_type, category_id, price }) =>
        event_type === "purchase" && price > 5 * (categoryMedians.get(category_id) ?? price),
    ),
};

describe("the ground truth of fraud", () => {
  test.each(FRAUD_RULES)("tells of visits that break %s", (rule) => {
    const whole = episodes.filter((episode) => episode.rule === rule && episode.is_whole);
    expect(whole.length).toBeGreaterThan(15);
    for (const { user_session } of whole) expect(BREAKS[rule](visits.get(user_session) ?? [])).toBe(true);
  });

  test("leaves no visit out that breaks a rule", () => {
    const told = new Set(episodes.map(({ user_session }) => user_session));
    const honest = [...visits].filter(([session]) => !told.has(String(session)));
    for (const rule of FRAUD_RULES) {
      expect(honest.filter(([, steps]) => BREAKS[rule](steps)).length, rule).toBe(0);
    }
  });

  test("breaks one rule a visit", () => {
    for (const { user_session, rule, is_whole } of episodes) {
      if (!is_whole) continue;
      const broken = FRAUD_RULES.filter((one) => BREAKS[one](visits.get(user_session) ?? []));
      expect(broken).toEqual([rule]);
    }
  });

  test("says whose visit it was, and when, of every fraudulent event", () => {
    const bySession = new Map(episodes.map((episode) => [episode.user_session, episode] as const));
    const counted = new Map<string, number>();
    let mismatches = 0;
    for (const { event, isFraud } of clicks) {
      const [step] = behavioursOf([event]);
      if (step === undefined) continue;
      const episode = bySession.get(String(step.user_session));
      if (isFraud !== (episode !== undefined)) mismatches += 1;
      if (episode === undefined) continue;
      expect(step.user_id).toBe(episode.subject);
      expect(isWithin(step, episode)).toBe(true);
      counted.set(episode.user_session, (counted.get(episode.user_session) ?? 0) + 1);
    }
    expect(mismatches).toBe(0);
    expect(episodes.map(({ user_session }) => counted.get(user_session))).toEqual(
      episodes.map((episode) => episode.events),
    );
  });

  test("has its share of the visits, and each rule as often", () => {
    expect(episodes.length / visits.size).toBeCloseTo(0.01, 2);
    for (const rule of FRAUD_RULES) {
      const share = episodes.filter((episode) => episode.rule === rule).length / episodes.length;
      expect(share, rule).toBeCloseTo(1 / FRAUD_RULES.length, 1);
    }
  });

  test("marks the visits that the end of the run cut short", () => {
    const cut = generate(400, { seed: 21, fraudShare: 1 }).stream.episodes();
    expect(cut.some(({ is_whole }) => !is_whole)).toBe(true);
    expect(cut.reduce((sum, episode) => sum + episode.events, 0)).toBe(400);
  });

  test("is empty where there is no fraud", () => {
    const none = generate(5000, { seed: 22 });
    expect(none.stream.episodes()).toEqual([]);
    expect(none.clicks.some(({ isFraud }) => isFraud)).toBe(false);
  });
});

function isWithin({ event_time }: Behaviour, { window_start, window_end }: FraudEpisode): boolean {
  return event_time >= window_start && event_time < window_end;
}

function spanMs(steps: readonly Behaviour[]): number {
  return Date.parse(steps.at(-1)?.event_time ?? "") - Date.parse(steps[0]?.event_time ?? "");
}

function variationOfGaps(steps: readonly Behaviour[]): number {
  const times = steps.map(({ event_time }) => Date.parse(event_time));
  const gaps = times.slice(1).map((time, i) => time - (times[i] as number));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  return Math.sqrt(variance) / mean;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] as number;
}
