/** Numbers written as words, `zero` to `ninety-nine`, as medication counts and days in hospital are told. */
const UNITS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

const VALUES: ReadonlyMap<string, number> = new Map([
  ...UNITS.map((word, value): [string, number] => [word, value]),
  ...TENS.map((word, index): [string, number] => [word, (index + 2) * 10]),
]);

/** A pattern source (for a case-insensitive expression) of a whole number in digits or in words. */
export const WHOLE_NUMBER = `(?:\\d{1,3}|(?:(?:${TENS.join("|")})(?:[- ](?:${UNITS.slice(1, 10).join("|")}))?|${UNITS.toReversed().join("|")})\\b)`;

/** The number that a text of WHOLE_NUMBER tells; undefined for any other text. */
export function wholeNumberOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const parts = text.toLowerCase().split(/[- ]/);
  const values = parts.map((part) => VALUES.get(part));
  return values.reduce(
    (sum, value) => (sum === undefined || value === undefined ? undefined : sum + value),
    0,
  );
}

export function isNumberWord(word: string): boolean {
  return VALUES.has(word);
}
