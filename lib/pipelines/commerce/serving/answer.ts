/** What `recommend` answers: products with their reasons, what they rest on, and how fresh that is. */
import { type Reason, type Recommendation, recommend } from "../recommend/recommend.ts";
import type { RecommendRequest, RequestFault } from "./recommend-request.ts";
import type { ShopReading } from "./shop-reading.ts";

/** Which recommender this is: impressions and clicks are told apart by it. */
export const VARIANT = "recommend-v1";

/** An answer as caches keep it: the same for all who ask the same. */
export interface Answer {
  readonly items: readonly AnsweredItem[];
  readonly source: Recommendation["source"];
  /** When what it knows of the user was read, ms since 1970. */
  readonly asOfMs: number;
}

export interface AnsweredItem {
  readonly product_id: string;
  readonly score: number;
  readonly reasons: readonly Reason[];
}

/** Where an answer was found: in the container, in the table of answers, or nowhere, so that it was computed. */
export type AnswerLevel = "process" | "table" | "computed";

export interface FoundAnswer {
  readonly answer: Answer;
  readonly level: AnswerLevel;
}

/** As the caller gets it. */
export interface RecommendResponse {
  readonly items: readonly AnsweredItem[];
  readonly source: Recommendation["source"];
  readonly variant: string;
  /** When what it knows of the user was read. */
  readonly as_of: string;
  readonly found: AnswerLevel;
}

export interface RecommendRefusal {
  readonly error: { readonly type: "ValidationError"; readonly message: string };
}

/** Digits of scores and shares that say something. */
const DIGITS = 4;

/** The answer from the shop as it is read now. */
export async function computeAnswer(
  request: RecommendRequest,
  reading: ShopReading,
  nowMs: number,
): Promise<Answer> {
  const context = await reading.contextOf(request, nowMs);
  const { items, source } = recommend(context, request.count);
  return { items: items.map(answered), source, asOfMs: reading.asOfMs() };
}

export function responseOf({ answer, level }: FoundAnswer): RecommendResponse {
  const { items, source, asOfMs } = answer;
  return { items, source, variant: VARIANT, as_of: new Date(asOfMs).toISOString(), found: level };
}

export function refusalOf({ fault }: RequestFault): RecommendRefusal {
  return { error: { type: "ValidationError", message: fault } };
}

function answered({ productId, score, reasons }: Recommendation["items"][number]): AnsweredItem {
  const rounded = reasons.map(({ source, share }) => ({ source, share: significant(share) }));
  return { product_id: productId, score: significant(score), reasons: rounded };
}

function significant(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
