/**
 * What a price gives away. An amount is an outlier when a purchase is far above what the user, or anybody in the category,
 * pays; a price is tampered with when it is far from what the item costs, up or down.
 */
import { type Finding, shortNumber } from "./finding.ts";
import type { FraudThresholds } from "./fraud-thresholds.ts";
import { logPrice, type PriceLevel, robustScore } from "./price-history.ts";
import type { SuspectEvent } from "./suspicion.ts";

/** What is known of prices before the event; null for nothing. */
export interface PriceLevels {
  readonly user: PriceLevel | null;
  readonly item: PriceLevel | null;
  readonly category: PriceLevel | null;
}

/** True when a rule reads price levels for the event: for few, so that callers work levels out for these alone. */
export function readsPrices({ event_type }: Pick<SuspectEvent, "event_type">): boolean {
  return event_type === "cart" || event_type === "purchase";
}

type Place = { readonly eventTimeMs: number; readonly windowMs: number };

/**
 * A user with a past is judged by it and by the category: far above one, and not usual for the other. Who bought books may
 * buy a telephone, and who buys fine things may buy one more. A user without a past is judged by the category.
 */
export function judgeAmount(
  event: Pick<SuspectEvent, "event_type" | "price">,
  levels: PriceLevels,
  limits: FraudThresholds["amount"],
  place: Place,
): Finding[] {
  if (event.event_type !== "purchase") return [];
  const user = enough(levels.user, limits.userPurchases);
  const category = enough(levels.category, limits.categoryPrices);
  if (category === null) return [];
  const categoryScore = robustScore(event.price, category, limits.spreadLogMin);
  const userScore = user === null ? categoryScore : robustScore(event.price, user, limits.spreadLogMin);
  if (Math.min(userScore, categoryScore) < limits.usualScore) return [];
  if (Math.max(userScore, categoryScore) < limits.score) return [];
  const of = userScore > categoryScore ? "the user's purchases" : "the category";
  return [outlier(of, Math.max(userScore, categoryScore), limits.score, place)];
}

function outlier(of: string, score: number, threshold: number, place: Place): Finding {
  return {
    ...place,
    rule: "amount_outlier",
    subjectKind: "user",
    value: shortNumber(score),
    threshold,
    excess: score / threshold,
    isFresh: true,
    text: `a purchase ${shortNumber(score)} deviations above the median of ${of}, from ${threshold} on suspicious`,
  };
}

/** Only carts and purchases: what is viewed at a wrong price costs nobody anything. */
export function judgeTampering(
  event: Pick<SuspectEvent, "event_type" | "price">,
  levels: PriceLevels,
  limits: FraudThresholds["tampering"],
  place: Place,
): Finding[] {
  if (!readsPrices(event)) return [];
  const item = enough(levels.item, limits.itemPrices);
  if (item === null) return [];
  const distanceLog = Math.abs(logPrice(event.price) - item.medianLog);
  const isFar = distanceLog >= Math.log(limits.factor);
  if (!isFar || Math.abs(robustScore(event.price, item, limits.spreadLogMin)) < limits.score) return [];
  const factor = shortNumber(Math.exp(distanceLog));
  const side = logPrice(event.price) < item.medianLog ? "below" : "above";
  return [
    {
      ...place,
      rule: "price_tampering",
      subjectKind: "user",
      value: factor,
      threshold: limits.factor,
      excess: distanceLog / Math.log(limits.factor),
      isFresh: true,
      text: `a price ${factor} times ${side} the item's median, from ${limits.factor} on suspicious`,
    },
  ];
}

function enough(level: PriceLevel | null, countMin: number): PriceLevel | null {
  return level !== null && level.count >= countMin ? level : null;
}
