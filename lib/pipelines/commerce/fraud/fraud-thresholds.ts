/**
 * What counts as suspicious, in one value. The figures stand in docs/fraud.md with their reasons; "real shoppers" below are
 * the 12,194 REES46 events of a multi-category shop.
 */
import { hours, minutes, seconds } from "../../../engine/time/duration.ts";

/** How much of something a window may hold: reaching it is suspicious. */
export interface VelocityLimits {
  readonly windowMs: number;
  readonly events: number;
  readonly purchases: number;
  /** Different items and categories. */
  readonly items: number;
  readonly categories: number;
}

export interface FraudThresholds {
  /** Per session and per user: a burst, and a pace that nobody keeps up. */
  readonly velocity: { readonly session: VelocityLimits; readonly user: VelocityLimits };
  readonly timing: {
    readonly windowMs: number;
    /** Gaps between events that are judged together. */
    readonly gaps: number;
    /** Coefficient of variation (standard deviation / mean) of the gaps, and below. */
    readonly variation: number;
    /** Gaps shorter than this many units of the clock's resolution are rounding. */
    readonly resolutions: number;
  };
  readonly amount: {
    /** Prices that a median is taken of at the least, of the user's purchases and of the category. */
    readonly userPurchases: number;
    readonly categoryPrices: number;
    /** Robust z of a purchase, from which it is far above the user's past or the category. */
    readonly score: number;
    /** Robust z below which the other of the two calls it usual. */
    readonly usualScore: number;
    /** A deviation in ln(price) is at least this: who always paid the same may pay more for once. */
    readonly spreadLogMin: number;
  };
  readonly tampering: {
    readonly itemPrices: number;
    /** How many times the item's median, up or down. */
    readonly factor: number;
    /** And how many of the item's own deviations. */
    readonly score: number;
    readonly spreadLogMin: number;
  };
  /** A purchase needs a view, click or cart of its item within this time. */
  readonly intent: { readonly memoryMs: number };
  /** Alerts of rules without a window of their own: one for a subject in each of these. */
  readonly alertWindowMs: number;
  /** How much later than the newest an event may be and still be counted exactly. */
  readonly disorderMs: number;
  /** What a rule that just reaches its threshold is worth, in `(0, 1)`. */
  readonly weights: Readonly<Record<FraudRule, number>>;
  /** Scores from which an alert is a warning, and critical. */
  readonly severity: { readonly warning: number; readonly critical: number };
}

export const FRAUD_RULES = [
  "velocity_events",
  "velocity_purchases",
  "velocity_items",
  "velocity_categories",
  "regular_timing",
  "amount_outlier",
  "price_tampering",
  "purchase_without_intent",
] as const;
export type FraudRule = (typeof FRAUD_RULES)[number];

export const FRAUD_THRESHOLDS: FraudThresholds = {
  velocity: {
    // Real shoppers' busiest minute: 12 events, 2 purchases, 8 items, 5 categories. An order's items are purchases each.
    session: { windowMs: seconds(60), events: 25, purchases: 7, items: 18, categories: 10 },
    // Their busiest ten minutes: 35 events, 3 purchases, 27 items, 11 categories.
    user: { windowMs: minutes(10), events: 80, purchases: 10, items: 55, categories: 22 },
  },
  // Of 667 runs of twelve gaps of real shoppers the most regular has 0.278, a hundredth are below 0.31.
  timing: { windowMs: minutes(10), gaps: 12, variation: 0.18, resolutions: 4 },
  amount: {
    userPurchases: 5,
    categoryPrices: 20,
    score: 4,
    usualScore: 1.25,
    // Items of a category differ this much anyway; four of these are a factor of 10.5.
    spreadLogMin: Math.log(1.8),
  },
  // A sale of 40 % is a factor of 1.67; the median is within 2.5 %.
  tampering: { itemPrices: 5, factor: 1.8, score: 6, spreadLogMin: 0.05 },
  intent: { memoryMs: hours(24) },
  alertWindowMs: minutes(10),
  disorderMs: minutes(5),
  weights: {
    velocity_events: 0.6,
    velocity_purchases: 0.8,
    velocity_items: 0.5,
    velocity_categories: 0.5,
    regular_timing: 0.7,
    amount_outlier: 0.5,
    price_tampering: 0.8,
    purchase_without_intent: 0.6,
  },
  severity: { warning: 0.7, critical: 0.9 },
};
