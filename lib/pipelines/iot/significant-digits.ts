/**
 * Rounds a number to seven significant decimal digits, so that its JSON text stays short.
 *
 * Keyed state is written with every batch, hundreds of sensors to an item, so its bytes are its price.
 * Rounding happens with every reading, not when the state is stored: the state after a reading must not
 * depend on where a batch was cut. Relative error at most 5e-7. `10^k` comes from the decimal literal,
 * exactly, and a division by it is correctly rounded, so the result is the double nearest to a short decimal
 * and prints as one.
 */
export function significantDigits(value: number): number {
  const magnitude = Math.abs(value);
  // Below this the power of ten needed would overflow; no sensor tells such a number from zero.
  if (magnitude < SMALLEST_KEPT) return 0;
  const digitsToShift = DIGITS - 1 - Math.floor(Math.log10(magnitude));
  const power = POWERS_OF_TEN[Math.abs(digitsToShift)] as number;
  const rounded =
    digitsToShift >= 0 ? Math.round(magnitude * power) / power : Math.round(magnitude / power) * power;
  // By magnitude, so that a mirrored series is judged alike: Math.round itself takes halves upwards.
  return value < 0 ? -rounded : rounded;
}

const DIGITS = 7;
const SMALLEST_KEPT = 1e-290;
const POWERS_OF_TEN: readonly number[] = Array.from({ length: 309 }, (_, exponent) =>
  Number(`1e${exponent}`),
);
