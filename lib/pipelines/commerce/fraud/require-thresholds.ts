/**
 * Thresholds are checked where a watch is made, so that a wrong one never meets a stream.
 */
import { FRAUD_RULES, type FraudThresholds, type VelocityLimits } from "./fraud-thresholds.ts";

/** A day: a longer window would need more events than a user's state keeps. */
const WINDOW_MS_MAX = 86_400_000;

/** Events that a user's state may be made to keep: the state stays below 32 KB. */
const EVENTS_MAX = 250;

/** @throws RangeError that names the threshold and what it must be. */
export function requireThresholds(thresholds: FraudThresholds): void {
  const { velocity, timing, amount, tampering, intent, alertWindowMs, disorderMs, weights, severity } =
    thresholds;
  requireLimits("velocity.session", velocity.session);
  requireLimits("velocity.user", velocity.user);
  requireWhole("timing.windowMs", timing.windowMs, 1, WINDOW_MS_MAX);
  requireWhole("timing.gaps", timing.gaps, 2, EVENTS_MAX);
  requireRange("timing.variation", timing.variation, 0, 1);
  requireRange("timing.resolutions", timing.resolutions, 1, Number.MAX_VALUE);
  for (const name of ["userPurchases", "categoryPrices"] as const)
    requireWhole(`amount.${name}`, amount[name], 1, EVENTS_MAX);
  for (const name of ["score", "spreadLogMin"] as const) requirePositive(`amount.${name}`, amount[name]);
  requireRange("amount.usualScore", amount.usualScore, 0, amount.score);
  requireWhole("tampering.itemPrices", tampering.itemPrices, 1, EVENTS_MAX);
  for (const name of ["score", "spreadLogMin"] as const)
    requirePositive(`tampering.${name}`, tampering[name]);
  if (!(tampering.factor > 1)) throw wrong("tampering.factor", "a number above 1");
  requireWhole("intent.memoryMs", intent.memoryMs, 1, 30 * WINDOW_MS_MAX);
  requireWhole("alertWindowMs", alertWindowMs, 1, WINDOW_MS_MAX);
  requireWhole("disorderMs", disorderMs, 0, WINDOW_MS_MAX);
  for (const rule of FRAUD_RULES) {
    if (!(weights[rule] > 0 && weights[rule] < 1)) throw wrong(`weights.${rule}`, "a number between 0 and 1");
  }
  requireRange("severity.warning", severity.warning, 0, severity.critical);
  requireRange("severity.critical", severity.critical, 0, 1);
}

function requireLimits(
  name: string,
  { windowMs, events, purchases, items, categories }: VelocityLimits,
): void {
  requireWhole(`${name}.windowMs`, windowMs, 1, WINDOW_MS_MAX);
  requireWhole(`${name}.events`, events, 2, EVENTS_MAX);
  // A window counts at most the events that make it suspicious anyway, twice over.
  for (const [field, limit] of Object.entries({ purchases, items, categories }))
    requireWhole(`${name}.${field}`, limit, 2, events);
}

function requireWhole(name: string, value: number, min: number, max: number): void {
  if (!(Number.isInteger(value) && value >= min && value <= max))
    throw wrong(name, `a whole number from ${min} to ${max}`);
}

function requireRange(name: string, value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) throw wrong(name, `a number from ${min} to ${max}`);
}

function requirePositive(name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw wrong(name, "a finite number above 0");
}

function wrong(name: string, expected: string): RangeError {
  return new RangeError(`Cannot use threshold ${name}: expected ${expected}`);
}
