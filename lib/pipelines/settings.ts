/**
 * A deployment's own settings of a pipeline, as JSON gives them. A name that the pipeline does not know is refused, where
 * the topology is made: a misspelt one never looks as if it were heeded.
 */

/** @throws RangeError naming what is not known, and what is. */
export function settingsOf(
  pipeline: string,
  settings: unknown,
  known: readonly string[],
): Readonly<Record<string, unknown>> {
  if (settings === undefined) return {};
  if (!isObject(settings)) throw new RangeError(`Cannot use the settings of ${pipeline}: expected an object`);
  const unknown = Object.keys(settings).find((name) => !known.includes(name));
  if (unknown === undefined) return settings;
  const all = known.length === 0 ? "it has none" : `its settings are ${known.join(", ")}`;
  throw new RangeError(`Cannot use setting ${unknown} of ${pipeline}: ${all}`);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
