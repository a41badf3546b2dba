/**
 * What `recommend` is asked: for whom, how many products, and how old the answer may be.
 *
 *   {"user_id": "17", "n": 10}                                   a user
 *   {"session": "s-4", "n": 10, "landing_category": "shoes"}     a visitor who is known by the session alone
 *   {"requests": [...]}                                          several of them
 *
 * Invariant: every size is bounded; whatever is sent, the answer is a request or a sentence that names the field.
 */
import { issuesText } from "../../../engine/index.ts";
import { schemaOf, type } from "../../schema.ts";
import { IMPRESSED_PRODUCTS_MAX } from "../commerce-event.ts";
import { RECOMMEND } from "./recommend-service.ts";

/** As many as an impression tells of. */
export const ITEMS_MAX = IMPRESSED_PRODUCTS_MAX;
export const REQUESTS_MAX = 32;
const ITEMS_USUAL = 10;
/** A request may ask for a newer answer than the service promises, not for an older one. */
const AGE_MAX_S = RECOMMEND.answerAgeMaxMs / 1000;

const identifier = type("0 < string <= 256").or("number.integer").describe("a text or a whole number");

const requestShape = type({
  "user_id?": identifier,
  "session?": identifier,
  "n?": type.number
    .divisibleBy(1)
    .atLeast(1)
    .atMost(ITEMS_MAX)
    .describe(`a whole number from 1 to ${ITEMS_MAX}`),
  "landing_category?": identifier,
  "max_age_s?": type.number.atLeast(0).atMost(AGE_MAX_S).describe(`a number from 0 to ${AGE_MAX_S}`),
});

const requestSchema = schemaOf<typeof requestShape.infer>(requestShape);

export interface RecommendRequest {
  /** A visitor without a user's identifier is known by the session's. */
  readonly userId: string;
  readonly count: number;
  readonly landingCategoryId: string | null;
  readonly ageMaxMs: number;
}

/** Why a request is none, in a sentence that names the field, what is expected, and the type of what was given. */
export interface RequestFault {
  readonly fault: string;
}

export type ReadRequest = RecommendRequest | RequestFault;

/** One request, or several that are answered together. */
export type ReadCall =
  | { readonly kind: "one"; readonly request: ReadRequest }
  | { readonly kind: "several"; readonly requests: readonly ReadRequest[] };

export function readCall(value: unknown): ReadCall {
  if (!isRecord(value) || value["requests"] === undefined)
    return { kind: "one", request: readRequest(value) };
  const { requests } = value;
  if (!Array.isArray(requests)) return refused("requests: expected a list of requests");
  if (requests.length === 0 || requests.length > REQUESTS_MAX) {
    return refused(`requests: expected 1 to ${REQUESTS_MAX} of them, got ${requests.length}`);
  }
  return { kind: "several", requests: requests.map(readRequest) };
}

export function isFault(request: ReadRequest): request is RequestFault {
  return "fault" in request;
}

function readRequest(value: unknown): ReadRequest {
  const result = requestSchema["~standard"].validate(value);
  if (result instanceof Promise) throw new TypeError("Cannot use an asynchronous schema for requests");
  if (result.issues !== undefined) return { fault: issuesText(result.issues, "request") };
  const { user_id: user, session, n = ITEMS_USUAL, landing_category: landing, max_age_s: age } = result.value;
  if (user !== undefined && session !== undefined) return { fault: "user_id: expected none beside session" };
  const subject = user ?? session;
  if (subject === undefined) return { fault: "user_id: expected it or session, got neither" };
  return {
    userId: String(subject),
    count: n,
    landingCategoryId: landing === undefined ? null : String(landing),
    ageMaxMs: (age ?? AGE_MAX_S) * 1000,
  };
}

function refused(fault: string): ReadCall {
  return { kind: "one", request: { fault } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
