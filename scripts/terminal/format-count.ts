/**
 * Numbers for people: thousands grouped by commas, fractions cut to what the size makes readable.
 * Machine output never goes through here.
 */
const WHOLE = { maximumFractionDigits: 0 };
const SMALL = { maximumSignificantDigits: 3 };

/** `12,345`, `17.3`, `0.0283`; a dash for a value that is not there. */
export function formatCount(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return "-";
  const isWhole = Math.abs(value) >= 100 || Number.isInteger(value);
  return value.toLocaleString("en-US", isWhole ? WHOLE : SMALL);
}
