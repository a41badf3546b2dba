/**
 * Sketches and moments take finite numbers only: one NaN or Infinity would spoil a window for good.
 */
import { InputError } from "../errors.ts";

export function finite(value: number, aggregate: string): number {
  if (!Number.isFinite(value)) {
    throw new InputError(
      `Cannot add to ${aggregate}: expected a finite number, got ${typeof value} that is not`,
    );
  }
  return value;
}
