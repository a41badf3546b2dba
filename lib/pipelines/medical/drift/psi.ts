/**
 * The population stability index of two histograms over the same B bins (Siddiqi, Credit Risk Scorecards, 2006):
 *
 *   PSI = sum over bins of (q - p) x ln(q / p),   p the reference's shares, q the observed ones
 *
 * It is Jeffreys' divergence of the two. Empty bins would make it infinite, so both are smoothed: the m events of the
 * reference by half an event a bin, p = (c + 1/2) / (m + B/2), and the n observed ones by one event that is spread as
 * the reference is, q = (c + p) / (n + 1). The latter draws q to p and never away, so a rare bin that a small window
 * misses is no drift.
 *
 * Without any drift PSI is not 0: its expectation is (B - 1) x (1/n + 1/m), since PSI / (1/n + 1/m) is nearly
 * chi-squared with B - 1 degrees of freedom (Yurdakul and Naranjo, J. Risk Model Validation 14, 2020). Windows of 100
 * events and ten bins would so show 0.09 by chance alone. `expectedPsi` is what a monitor subtracts.
 */
const REFERENCE_SMOOTHING = 0.5;
const OBSERVED_SMOOTHING = 1;

/** @throws RangeError when the histograms have not the same bins. */
export function psi(reference: readonly number[], observed: readonly number[]): number {
  if (reference.length !== observed.length) {
    const bins = `${reference.length} and ${observed.length} bins`;
    throw new RangeError(`Cannot compare histograms: they have ${bins}`);
  }
  const referenceTotal = totalOf(reference) + REFERENCE_SMOOTHING * reference.length;
  const observedTotal = totalOf(observed) + OBSERVED_SMOOTHING;
  let sum = 0;
  for (let bin = 0; bin < reference.length; bin++) {
    const p = ((reference[bin] as number) + REFERENCE_SMOOTHING) / referenceTotal;
    const q = ((observed[bin] as number) + OBSERVED_SMOOTHING * p) / observedTotal;
    sum += (q - p) * Math.log(q / p);
  }
  return sum;
}

/** PSI by chance alone. Bins that the reference leaves empty have next to no part in it. */
export function expectedPsi(reference: readonly number[], observed: readonly number[]): number {
  const bins = reference.filter((count) => count > 0).length;
  const [m, n] = [totalOf(reference), totalOf(observed)];
  return m === 0 || n === 0 ? Infinity : Math.max(0, bins - 1) * (1 / n + 1 / m);
}

export function totalOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
