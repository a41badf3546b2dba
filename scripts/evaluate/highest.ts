/** The identifiers with the highest values above 0, the best first; of equal values the one that came first. */
export function highest(
  values: ArrayLike<number>,
  ids: readonly string[],
  count: number,
  excluded: ReadonlySet<string>,
): string[] {
  const best: { readonly index: number; readonly value: number }[] = [];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? 0;
    if (value <= (best.length < count ? 0 : (best.at(-1)?.value ?? 0))) continue;
    if (excluded.has(ids[index] ?? "")) continue;
    const at = best.findLastIndex((other) => other.value >= value) + 1;
    best.splice(at, 0, { index, value });
    if (best.length > count) best.pop();
  }
  return best.map(({ index }) => ids[index] ?? "");
}
