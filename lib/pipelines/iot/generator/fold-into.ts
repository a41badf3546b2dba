/**
 * Mirrors a value at the ends of an interval until it lies inside: `15 - 0.03` becomes `15 + 0.03`.
 *
 * Unlike cutting off, mirroring piles nothing up at the ends; a uniform value with symmetric noise stays uniform.
 */
import type { Band } from "../sensors.ts";

export function foldInto(value: number, { min, max }: Band): number {
  if (value >= min && value <= max) return value;
  const width = max - min;
  if (width === 0) return min;
  // The mirror images of the interval alternate along the line, so positions repeat after two widths.
  const position = (((value - min) % (2 * width)) + 2 * width) % (2 * width);
  return min + (position <= width ? position : 2 * width - position);
}
