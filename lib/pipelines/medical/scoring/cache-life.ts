/**
 * How long readings of notes and judgements of features are kept: a deployment chooses by name, with the setting `cache`.
 */

const CACHE_TTL_MS = {
  standard: 300_000,
  /** Where memory is dear, or what is sent again must be judged anew soon. */
  aggressive: 30_000,
} as const;

export const STANDARD_CACHE_TTL_MS = CACHE_TTL_MS.standard;

/**
 * @param setting undefined for the standard.
 * @throws RangeError for a name that is none.
 */
export function cacheTtlOf(setting: unknown): number {
  if (setting === undefined) return STANDARD_CACHE_TTL_MS;
  if (setting === "standard" || setting === "aggressive") return CACHE_TTL_MS[setting];
  throw new RangeError(
    `Cannot use setting cache of medical: expected ${Object.keys(CACHE_TTL_MS).join(" or ")}`,
  );
}
