/**
 * Dates as notes write them: `3/1`, `03/01/2024`, `2024-03-01`, `March 1, 2024`, `1 Mar 2024`; month before day. Days
 * between two of them need no clock. A year that is not told is the other date's.
 */
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const MONTH =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";

/** A pattern source for a case-insensitive expression, without groups. */
export const DATE = `(?:\\d{4}-\\d{1,2}-\\d{1,2}|\\d{1,2}[/-]\\d{1,2}(?:[/-](?:\\d{4}|\\d{2}))?(?![\\d/])|${MONTH} \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4})?|\\d{1,2} ${MONTH}(?:,? \\d{4})?)`;

interface NoteDate {
  readonly year: number | undefined;
  readonly month: number;
  readonly day: number;
}

const DAY_MS = 86_400_000;
/** A leap year, so that 29 February is a day; used where no year is told at all. */
const SOME_YEAR = 2024;

/** Whole days from one date to the other; undefined when they are not dates or in the wrong order. */
export function daysBetween(from: string, to: string): number | undefined {
  const first = parse(from);
  const last = parse(to);
  if (first === undefined || last === undefined) return undefined;
  const year = first.year ?? last.year ?? SOME_YEAR;
  const isOverNewYear = last.year === undefined && last.month < first.month;
  const lastYear = last.year ?? (isOverNewYear ? year + 1 : year);
  const start = Date.UTC(
    first.year === undefined && last.month < first.month ? lastYear - 1 : year,
    first.month - 1,
    first.day,
  );
  const days = (Date.UTC(lastYear, last.month - 1, last.day) - start) / DAY_MS;
  return days >= 0 ? days : undefined;
}

function parse(text: string): NoteDate | undefined {
  const numbers = (text.match(/\d+/g) ?? []).map(Number);
  const name = /[a-z]{3}/i.exec(text)?.[0].toLowerCase();
  if (name !== undefined) {
    const [day, year] = numbers;
    return checked({ year, month: MONTHS.indexOf(name) + 1, day: day ?? 0 });
  }
  const [a = 0, b = 0, c] = numbers;
  if (a > 31) return checked({ year: a, month: b, day: c ?? 0 });
  const year = c !== undefined && c < 100 ? 2000 + c : c;
  return checked({ year, month: a, day: b });
}

function checked(date: NoteDate): NoteDate | undefined {
  return date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31 ? date : undefined;
}
