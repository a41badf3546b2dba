/**
 * A finding is what one rule says of one event: whom it suspects, since when, and how far the threshold was passed.
 */
import type { FraudRule } from "./fraud-thresholds.ts";

export type SubjectKind = "user" | "session";

// A type and not an interface, because only a type can be checked against the engine's `Json`.
export type Finding = {
  readonly rule: FraudRule;
  readonly subjectKind: SubjectKind;
  /** The event time that the rule judged, and the size of the alert's window. */
  readonly eventTimeMs: number;
  readonly windowMs: number;
  /** What was measured, and the threshold that it reached. */
  readonly value: number;
  readonly threshold: number;
  /** How many times the threshold: at least 1. */
  readonly excess: number;
  readonly text: string;
  /** False when the rule would find nothing without events from before the alert's window. */
  readonly isFresh: boolean;
};

const DIGITS = 4;

/** A number for people: four significant digits. */
export function shortNumber(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
