/**
 * What a schema says of a field that breaks it: what was expected and the type that was found, never the
 * value. `price: expected a number, got a string`.
 *
 * Installed once as zod's error text for all pipelines.
 */
import { z } from "zod";

type Issue = Parameters<NonNullable<ReturnType<typeof z.config>["customError"]>>[0];

export function expectation(issue: Issue): string {
  const got = article(typeName(issue.input));
  switch (issue.code) {
    case "invalid_type":
      return `expected ${article(String(issue.expected))}, got ${got}`;
    case "invalid_value":
      return `expected one of ${issue.values.map(String).join(", ")}, got ${typeof issue.input === "string" ? "other text" : got}`;
    case "too_small":
      return `expected at least ${issue.minimum}${unitOf(issue.origin)}, got less`;
    case "too_big":
      return `expected at most ${issue.maximum}${unitOf(issue.origin)}, got more`;
    case "invalid_format":
      return `expected ${FORMATS.get(issue.format) ?? issue.format}, got other text`;
    default:
      return `expected another value, got ${got}`;
  }
}

z.config({ customError: expectation });

const FORMATS = new Map([["datetime", "an ISO 8601 date and time"]]);

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " entries" : "";
}

/** JSON's names for types, and what JSON cannot say. */
function typeName(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number" && !Number.isFinite(value)) return "number beyond all bounds";
  return typeof value;
}

function article(noun: string): string {
  if (noun === "nothing" || noun === "null") return noun;
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
