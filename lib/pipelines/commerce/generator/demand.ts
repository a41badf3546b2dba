/**
 * What a shop is asked for, by the time: each category has its hour of the day, evenings buy more than nights, and
 * trends come and go over weeks. Functions of the event time alone; the number of events is the caller's.
 */
import { CATEGORIES } from "./categories.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** At its peak a category is asked for so much more than on average, and so much less half a day away. */
const SEASON_SWING = 0.4;
/** How far a trend carries a category over a period of weeks. */
const TREND_SWING = 0.3;
const TREND_PERIOD_DAYS = 28;
/** Shoppers buy most readily at this hour. */
const BUYING_PEAK_HOUR = 20;
const BUYING_SWING = 0.35;

/** The category's weight at a time. */
export function demand(index: number, timeMs: number): number {
  const { weight, peakHour } = CATEGORIES[index] as (typeof CATEGORIES)[number];
  const days = timeMs / DAY_MS;
  // Trends of different categories are at different points of their period.
  const trend = Math.cos(2 * Math.PI * (days / TREND_PERIOD_DAYS + index / CATEGORIES.length));
  return weight * swing(timeMs, peakHour, SEASON_SWING) * (1 + TREND_SWING * trend);
}

/** How readily shoppers buy at a time; 1 on average. */
export function buyingMood(timeMs: number): number {
  return swing(timeMs, BUYING_PEAK_HOUR, BUYING_SWING);
}

function swing(timeMs: number, peakHour: number, size: number): number {
  const hours = timeMs / HOUR_MS - peakHour;
  return 1 + size * Math.cos((2 * Math.PI * hours) / 24);
}
