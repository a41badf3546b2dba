/**
 * Thresholds of a deployment: those that it sets, by the names of `FraudThresholds`, and for all others the product's own.
 */
import { isObject } from "../../settings.ts";
import { FRAUD_THRESHOLDS, type FraudThresholds } from "./fraud-thresholds.ts";

/**
 * @param changes e.g. `{ "velocity": { "session": { "events": 40 } } }`.
 * @throws RangeError for a name that is none, or a value that is no number; ranges are checked where a watch is made.
 */
export function thresholdsWith(changes: unknown): FraudThresholds {
  return changed(FRAUD_THRESHOLDS, changes, []) as FraudThresholds;
}

function changed(own: unknown, change: unknown, path: readonly string[]): unknown {
  if (change === undefined) return own;
  const name = path.join(".") || "fraud";
  if (!isObject(own)) {
    if (typeof change === "number") return change;
    throw new RangeError(`Cannot use threshold ${name}: expected a number`);
  }
  if (!isObject(change))
    throw new RangeError(`Cannot use threshold ${name}: expected an object of thresholds`);
  const merged: Record<string, unknown> = { ...own };
  for (const [field, value] of Object.entries(change)) {
    const inner = [...path, field];
    if (!Object.hasOwn(own, field)) throw unknownThreshold(inner, Object.keys(own));
    merged[field] = changed(own[field], value, inner);
  }
  return merged;
}

function unknownThreshold(path: readonly string[], known: readonly string[]): RangeError {
  const place = path.length > 1 ? ` in ${path.slice(0, -1).join(".")}` : "";
  return new RangeError(
    `Cannot use threshold ${path.join(".")}: there is none of that name; there are${place} ${known.join(", ")}`,
  );
}
