/**
 * The body mass index in kg/m². A BMI that the note gives counts before one that is computed from weight and height
 * (rounded to one decimal, as notes give it); of several the last. The evidence of a computed one runs from the
 * first to the last character of weight and height.
 */
import { type Candidate, candidatesOf, FILLER, type Finding, isGoal, lastOf } from "../finding.ts";
import { modifiersOfSpan, type NoteText } from "../note-text.ts";

const PLAUSIBLE_BMI = { min: 8, max: 100 };
const PLAUSIBLE_KG = { min: 20, max: 400 };
const PLAUSIBLE_M = { min: 1, max: 2.5 };
const KG_PER_LB = 0.453_592_37;
const M_PER_INCH = 0.0254;
const INCHES_PER_FOOT = 12;

const GIVEN = new RegExp(
  `\\b(?:bmi|b\\.m\\.i\\.|body[ -]mass[ -]index)(?: ?\\((?:bmi|kg/m2|kg/m²|kg/m\\^2)\\))?${FILLER}(?<![\\d.])(\\d{1,3}(?:[.,]\\d{1,2})?)(?!\\d|\\.\\d|/\\d|%| ?(?:th )?percentile|[ -]?(?:years?|yrs?|y/?o|days?|weeks?|kg\\b(?!/)|lbs?|cm|mg)\\b)`,
  "gi",
);

const NUMBER = "(\\d{1,3}(?:\\.\\d{1,2})?)";
const MASS_UNIT = "(kgs?|kilograms?|kilos?|lbs?|pounds?|#)";
const WEIGHT = new RegExp(
  `\\b(?:weight|wt|weighs|weighed|weighing|wgt)\\b\\.?(?: ?\\((kgs?|lbs?)\\))?${FILLER}(?<![\\d.])${NUMBER}\\s?-?${MASS_UNIT}?(?![\\w.]*\\d|/\\d)`,
  "gi",
);
/** "82 kg and 178 cm": a mass counts without its label when a length stands beside it. */
const PAIRED_WEIGHT = new RegExp(
  `(?<![\\d./])${NUMBER} ?${MASS_UNIT}(?=[ ,/;]{1,3}(?:and )?(?:\\d{3} ?cm|[12]\\.\\d{1,2} ?m\\b|\\d ?(?:ft|'|feet|foot)))`,
  "gi",
);
const WEIGHT_AFTER_HEIGHT = new RegExp(
  `(?<=(?:["”″']|\\bin|inches|\\dcm| cm|\\bm|tall)[ ,/;]{0,3}(?:and |& )?)${NUMBER} ?${MASS_UNIT}(?![\\w/])`,
  "gi",
);
const HEIGHT_LABEL = `\\b(?:height|ht|hgt|stature)\\b\\.?(?: ?\\((cm|m|in|inches|ft)\\))?${FILLER}(?<![\\d.])`;
const HEIGHT = new RegExp(
  `${HEIGHT_LABEL}(\\d{1,3}(?:\\.\\d{1,2})?) ?(cm|centimet(?:er|re)s?|m|met(?:er|re)s?|in|inch(?:es)?|")?(?![\\w'’′]|\\.\\d| ?(?:ft|feet|foot))`,
  "gi",
);
const BARE_METRIC =
  /(?<![\d.])(\d{3}(?:\.\d)?|[12]\.\d{1,2}) ?(cm|centimet(?:er|re)s?|m|met(?:er|re)s?)\b(?= (?:tall|in height)|[ ,/;]{1,3}(?:and )?(?:(?:weighs|weighing|weight|wt) )?\d{2,3}(?:\.\d)? ?(?:kg|lb)|[.,;\s)])/gi;
const FEET_INCHES =
  /(?<![\d.])([3-7]) ?(?:ft\.?|feet|foot|'|’|′)[ -]{0,2}(?:(\d{1,2}(?:\.\d)?) ?(?:in\.?\b|inch(?:es)?\b|"|”|″|''|’’)|(\d{1,2})(?![\d/]))?/gi;

export function findBmi(note: NoteText): Finding<number> | undefined {
  const given = lastOf(
    candidatesOf(note, GIVEN, 0, (match) => {
      const bmi = Number((match[1] as string).replace(",", "."));
      if (bmi < PLAUSIBLE_BMI.min || bmi > PLAUSIBLE_BMI.max) return undefined;
      return isOthers(note, match) || isGoal(note, match.index, match.index + match[0].length)
        ? undefined
        : bmi;
    }),
  );
  return given ?? computed(note);
}

function isOthers(note: NoteText, match: RegExpExecArray): boolean {
  const span = { start: match.index, end: match.index + match[0].length };
  return modifiersOfSpan(note, span).has("family");
}

function computed(note: NoteText): Finding<number> | undefined {
  const weight = lastOf([
    ...weights(note, WEIGHT, 0),
    ...weights(note, PAIRED_WEIGHT, 1),
    ...weights(note, WEIGHT_AFTER_HEIGHT, 1),
  ]);
  const height = lastOf(heights(note));
  if (weight === undefined || height === undefined) return undefined;
  const value = Math.round((weight.value / height.value ** 2) * 10) / 10;
  if (value < PLAUSIBLE_BMI.min || value > PLAUSIBLE_BMI.max) return undefined;
  const start = Math.min(weight.start, height.start);
  return { value, source: "note", start, end: Math.max(weight.end, height.end) };
}

/** In kg. A number without a unit is no weight: pounds and kilograms differ too much to guess. */
function weights(note: NoteText, pattern: RegExp, rank: number): readonly Candidate<number>[] {
  return candidatesOf(note, pattern, rank, (match) => {
    const groups = match.slice(1).filter((group) => group !== undefined);
    const unit = groups.find((group) => /[a-z#]/i.test(group));
    const amount = Number(groups.find((group) => /^\d/.test(group)));
    if (unit === undefined || isOthers(note, match)) return undefined;
    const before = note.text.slice(Math.max(0, match.index - 20), match.index);
    if (/\b(?:birth|goal|target|ideal|usual|previous|lost|gained|lift\w*)\s+$/i.test(before))
      return undefined;
    return within(PLAUSIBLE_KG, /^k/i.test(unit) ? amount : amount * KG_PER_LB);
  });
}

/** In metres. */
function heights(note: NoteText): readonly Candidate<number>[] {
  const labelled = candidatesOf(note, HEIGHT, 0, ([, labelUnit, number, unit]) =>
    within(PLAUSIBLE_M, metres(Number(number), unit ?? labelUnit)),
  );
  const bare = candidatesOf(note, BARE_METRIC, 1, ([, number, unit]) =>
    within(PLAUSIBLE_M, metres(Number(number), unit)),
  );
  const imperial = candidatesOf(note, FEET_INCHES, 0, ([, feet, inches, plainInches]) => {
    const rest = Number(inches ?? plainInches ?? 0);
    if (rest >= INCHES_PER_FOOT) return undefined;
    return within(PLAUSIBLE_M, (Number(feet) * INCHES_PER_FOOT + rest) * M_PER_INCH);
  });
  return [...labelled, ...imperial, ...bare];
}

/** Without a unit the size says which it is: 178, 1.78, or 70 inches. */
function metres(value: number, unit: string | undefined): number {
  if (unit === undefined) return value > 100 ? value / 100 : value > 40 ? value * M_PER_INCH : value;
  if (/^c/i.test(unit)) return value / 100;
  return /^m/i.test(unit) ? value : value * M_PER_INCH;
}

function within(range: { readonly min: number; readonly max: number }, value: number): number | undefined {
  return value >= range.min && value <= range.max ? value : undefined;
}
