/**
 * Sketches and moments take finite numbers only: one NaN or Infinity would spoil a window for good. Minus zero is
 * zero: states are kept as JSON, which knows one zero, and a result must not tell whether its state was read back.
 */
import { InputError } from "../errors.ts";

/** The number itself, with `0` for `-0`. Throws an `InputError` that names the aggregate for any that is not finite. */
export function finite(value: number, aggregate: string): number {
  if (!Number.isFinite(value)) {
    throw new InputError(
      `Cannot add to ${aggregate}: expected a finite number, got ${typeof value} that is not`,
    );
  }
  return value + 0;
}

/** The number, or the largest of its sign where it is infinite: JSON knows no infinity, and would read it back as nothing. */
export function saturated(value: number): number {
  if (value > Number.MAX_VALUE) return Number.MAX_VALUE;
  return value < -Number.MAX_VALUE ? -Number.MAX_VALUE : value;
}
