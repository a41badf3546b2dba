/**
 * The shop: what is looked at and bought, by event time. Counts of people are of sessions, and no user is named unless
 * one is asked for.
 */
import type { FraudAlertRow } from "../../../lib/pipelines/commerce/fraud/index.ts";
import type { Recommendation } from "../../../lib/pipelines/commerce/recommend/recommend.ts";
import type { Fields } from "./iot.ts";

export interface TrendingItem {
  readonly product: string;
  readonly events: number;
  readonly views: number;
  readonly carts: number;
  readonly purchases: number;
}

export interface TrendingCategory {
  readonly category: string;
  readonly events: number;
  readonly purchases: number;
  readonly revenue: number;
  /** Events by window, in the order of `trendStarts`. */
  readonly course: readonly number[];
}

export interface Funnel {
  readonly views: number;
  readonly carts: number;
  readonly purchases: number;
}

export interface LiveSessions {
  readonly live: number;
  readonly withCart: number;
  readonly withPurchase: number;
  readonly revenue: number;
  /** How many sessions have so many events: 1, 2, 3–5, 6–10, more. */
  readonly lengths: readonly number[];
}

export interface Recommended {
  readonly user: string;
  /** What the answer rests on. */
  readonly source: Recommendation["source"];
  readonly items: Recommendation["items"];
}

/** Where the recommender's answers were found. */
export interface AnswerCache {
  readonly inProcess: number;
  readonly inTable: number;
  readonly computed: number;
}

/** Impressions of a variant whose half hour is over. */
export interface VariantClicks {
  readonly variant: string;
  readonly impressions: number;
  readonly clicks: number;
}

export interface FraudRow {
  readonly id: string;
  readonly eventTimeMs: number;
  readonly rule: string;
  readonly severity: string;
  readonly score: number;
  readonly subject: string;
  readonly reason: string;
}

export interface CommerceModel {
  readonly view: "commerce";
  readonly events: number;
  /** The newest window of popularity, half-open. */
  readonly window: { readonly startMs: number; readonly endMs: number } | null;
  readonly items: readonly TrendingItem[];
  readonly trendStarts: readonly number[];
  readonly categories: readonly TrendingCategory[];
  readonly funnel: Funnel;
  readonly sessions: LiveSessions | null;
  /** Users with a live session, those with the most events first: somebody to look at. */
  readonly users: readonly string[];
  /** null where the topology has no such operator, or nobody is chosen. */
  readonly recommended: Recommended | null;
  readonly fraud: readonly FraudRow[] | null;
  readonly cache: AnswerCache | null;
  readonly clickThrough: readonly VariantClicks[] | null;
}

export interface CommerceInput {
  readonly popularity: readonly Fields[];
  readonly trends: readonly Fields[];
  /** Rows of live sessions; null where they are not read. */
  readonly sessions: readonly Fields[] | null;
  readonly recommended: Recommended | null;
  readonly fraud: readonly FraudAlertRow[] | null;
  readonly cache: AnswerCache | null;
  /** Rows of `ctr`. */
  readonly clickThrough: readonly Fields[] | null;
}

const ITEMS_MAX = 12;
const CATEGORIES_MAX = 8;
const USERS_MAX = 30;
const FRAUD_MAX = 40;

/** From so many events on, in the order of `lengths`. */
const SESSION_LENGTHS = [1, 2, 3, 6, 11] as const;

export function commerceModel(input: CommerceInput): CommerceModel {
  const { popularity, trends, sessions } = input;
  const windows = [...Map.groupBy(popularity, ({ window_start: start }) => String(start))].sort(byName);
  const newest = windows.at(-1)?.[1] ?? [];
  const [first] = newest;
  return {
    view: "commerce",
    events: sumOf(popularity, "events"),
    window:
      first === undefined
        ? null
        : { startMs: Date.parse(String(first.window_start)), endMs: Date.parse(String(first.window_end)) },
    items: trendingItems(newest),
    ...trendingCategories(trends),
    funnel: {
      views: sumOf(popularity, "views"),
      carts: sumOf(popularity, "carts"),
      purchases: sumOf(popularity, "purchases"),
    },
    sessions: sessions === null ? null : liveSessions(sessions),
    users: usersOf(sessions ?? []),
    recommended: input.recommended,
    fraud: input.fraud === null ? null : input.fraud.slice(-FRAUD_MAX).reverse().map(fraudRow),
    cache: input.cache,
    clickThrough: input.clickThrough === null ? null : clicksByVariant(input.clickThrough),
  };
}

function clicksByVariant(rows: readonly Fields[]): readonly VariantClicks[] {
  const variants = [...Map.groupBy(rows, ({ variant }) => String(variant))].sort(byName);
  return variants.map(([variant, own]) => {
    return { variant, impressions: sumOf(own, "impressions"), clicks: sumOf(own, "clicks") };
  });
}

function trendingItems(rows: readonly Fields[]): readonly TrendingItem[] {
  return rows
    .map((row) => ({
      product: String(row.product_id),
      events: Number(row.events),
      views: Number(row.views),
      carts: Number(row.carts),
      purchases: Number(row.purchases),
    }))
    .sort((one, other) => other.events - one.events || (one.product < other.product ? -1 : 1))
    .slice(0, ITEMS_MAX);
}

/** Ranked by the newest window that has begun long enough ago to be full: the newest hops are nearly empty. */
function trendingCategories(trends: readonly Fields[]): Pick<CommerceModel, "trendStarts" | "categories"> {
  const windows = [...Map.groupBy(trends, ({ window_start: start }) => String(start))].sort(byName);
  const fullest = windows.reduce<readonly Fields[]>((best, [, rows]) => {
    return sumOf(rows, "events") >= sumOf(best, "events") ? rows : best;
  }, []);
  const categories = fullest
    .map((row) => {
      const category = String(row.category_code);
      const course = windows.map(([, rows]) => {
        return Number(rows.find(({ category_code: other }) => other === category)?.events ?? 0);
      });
      const { events, purchases, revenue } = row;
      return {
        category,
        events: Number(events),
        purchases: Number(purchases),
        revenue: Number(revenue),
        course,
      };
    })
    .sort((one, other) => other.events - one.events)
    .slice(0, CATEGORIES_MAX);
  return { trendStarts: windows.map(([start]) => Date.parse(start)), categories };
}

function liveSessions(rows: Iterable<Fields>): LiveSessions {
  const lengths = SESSION_LENGTHS.map(() => 0);
  let [live, withCart, withPurchase, revenue] = [0, 0, 0, 0];
  for (const { events, carts, purchases, revenue: paid } of rows) {
    const at = SESSION_LENGTHS.findLastIndex((from) => Number(events) >= from);
    lengths[Math.max(0, at)] = (lengths[Math.max(0, at)] ?? 0) + 1;
    live += 1;
    if (Number(carts) > 0) withCart += 1;
    if (Number(purchases) > 0) withPurchase += 1;
    revenue += Number(paid);
  }
  return { live, withCart, withPurchase, revenue, lengths };
}

function usersOf(sessions: readonly Fields[]): readonly string[] {
  const busiest = sessions.toSorted((one, other) => Number(other.events) - Number(one.events));
  return [...new Set(busiest.slice(0, USERS_MAX).map((row) => String(row.user_id)))];
}

function fraudRow({
  id,
  timestamp,
  rule,
  severity,
  score,
  subject_kind,
  subject,
  reasons,
}: FraudAlertRow): FraudRow {
  return {
    id,
    eventTimeMs: Date.parse(timestamp),
    rule,
    severity,
    score,
    subject: `${subject_kind} ${subject}`,
    reason: reasons[0]?.text ?? "",
  };
}

function sumOf(rows: readonly Fields[], field: string): number {
  return rows.reduce((sum, row) => sum + Number(row[field] ?? 0), 0);
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
