/**
 * The baseline: an EWMA control chart (Roberts, Technometrics 1, 1959) with two-sided limits,
 *
 *   z_i = lambda x_i + (1 - lambda) z_(i-1),  z_0 = m,   alarm when |z_i - m| > L s sqrt(lambda / (2 - lambda))
 *
 * where m and s are mean and standard deviation of the calibration part. Design: lambda 0.2 with L 2.962, an
 * average of 500 readings between false alarms on independent normal readings (Lucas and Saccucci,
 * Technometrics 32, 1990, table 3).
 */
export const EWMA_LAMBDA = 0.2;
export const EWMA_LIMIT_SIGMAS = 2.962;

export interface EwmaAlarms {
  readonly alarms: readonly number[];
  /** The limits that were chosen: z alarms outside of [min, max]. */
  readonly limits: { readonly min: number; readonly max: number };
}

/**
 * Calibrates on the first `calibrationCount` values and reads them all; the alarms are indices, ascending.
 */
export function ewmaAlarms(values: readonly number[], calibrationCount: number): EwmaAlarms {
  const { mean, deviation } = momentsOf(values.slice(0, calibrationCount));
  const width = EWMA_LIMIT_SIGMAS * deviation * Math.sqrt(EWMA_LAMBDA / (2 - EWMA_LAMBDA));
  const alarms: number[] = [];
  let average = mean;
  for (const [index, value] of values.entries()) {
    average += EWMA_LAMBDA * (value - average);
    if (Math.abs(average - mean) > width) alarms.push(index);
  }
  return { alarms, limits: { min: mean - width, max: mean + width } };
}

/** Welford's recurrence, so that a large level does not swallow a small spread. */
function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  let mean = 0;
  let squares = 0;
  for (const [index, value] of values.entries()) {
    const delta = value - mean;
    mean += delta / (index + 1);
    squares += delta * (value - mean);
  }
  return { mean, deviation: Math.sqrt(squares / Math.max(1, values.length - 1)) };
}
