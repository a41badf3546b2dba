/**
 * The patient's sex as a note tells it, as the event's `gender`: a labelled field, the noun beside the age, another
 * noun or title, and last the pronouns, where one sort is at least twice as frequent as the other. Nonbinary and
 * transgender people are `Other`, the event's third value. Words on relatives do not count.
 */
import { type Candidate, candidatesOf, type Finding, firstOf, lastOf, matchesOf } from "../finding.ts";
import { modifiersOfSpan, type NoteText } from "../note-text.ts";

export type Gender = "Male" | "Female" | "Other";

const OTHER =
  "non-?binary|transgender|trans (?:man|woman|male|female)|genderqueer|gender-?fluid|agender|intersex";
const LABELLED = new RegExp(
  `\\b(?:sex|gender(?: identity)?)(?: at birth)?[ \\t]{0,3}[:=-]?[ \\t]{0,3}(?:is[ \\t])?(male|female|man|woman|m|f|other|x|unknown|${OTHER})\\b(?! ?/)`,
  "gi",
);
const AGE_SEX =
  /\bage\s?\/\s?(?:sex|gender)\s?[:=]?\s?\d{1,3}\s?(?:y(?:rs?|o)?|years)?\s?[/, ]\s?(male|female|m|f)\b/gi;
const AFTER_AGE = new RegExp(
  `\\b\\d{1,3}[ -]{0,2}(?:(?:years?|yrs?|y)[ -]{0,2}(?:old|of[ -]age|o)\\b|y[./]?o\\b\\.?|y[./]?o(?=[mf]\\b))?[ ,-]{0,2}(?:[a-z-]+,? ){0,4}?(male|female|man|woman|gentleman|lady|boy|girl|m|f|${OTHER})\\b`,
  "gi",
);
const GLUED = /\b\d{1,3}[ -]?(?:y\/?o|y\.o\.)?[ -]?\/?[ ]?([MF])\b(?![.:/]?\d)/g;
/** "59 yo AAM": black, white or Hispanic, male or female. */
const WITH_RACE = /\b\d{1,3}[ -]?(?:y\/?o|y\.o\.|y\/o|yr old|year[- ]old)\.?,?\s?(?:AA|W|B|H|C)([MF])\b/g;
const BEFORE_AGE = /\b(male|female)\s?[,/]\s?(?:aged? )?\d{1,3}\b/gi;
const LETTER_BEFORE_AGE = /(?<=^|[.;\n]\s{0,3}|\b(?:pt|patient)\s)([MF])[,/]? ?\d{1,3}\b(?!\.\d|[/%])/g;
const NOUN = new RegExp(`\\b(male|female|man|woman|gentleman|lady|${OTHER})\\b`, "gi");
const TITLE = /\b(mr|mrs|ms|miss)\b\.?(?= ?[A-Z*[_])/gi;
const PRONOUN = /\b(he|him|his|himself|she|her|hers|herself)\b/gi;

/** One sort of pronouns must be this much more frequent: a note of a son and his mother tells nothing. */
const PRONOUN_MAJORITY = 2;
/** Contexts are read for this many pronouns only. */
const PRONOUNS_MAX = 60;

export function findGender(note: NoteText): Finding<Gender> | undefined {
  const read = (pattern: RegExp, rank: number) =>
    candidatesOf(note, pattern, rank, (match) => ownGender(note, match));
  const named = [
    ...read(LABELLED, 0),
    ...read(AGE_SEX, 0),
    ...read(AFTER_AGE, 1).filter(({ start }) => isAge(note, start)),
    ...read(GLUED, 2).filter(({ start }) => isAge(note, start)),
    ...read(WITH_RACE, 2),
    ...read(BEFORE_AGE, 2),
    ...read(LETTER_BEFORE_AGE, 2),
    ...read(NOUN, 3),
    ...read(TITLE, 4),
  ];
  return firstOf(named) ?? byPronouns(note);
}

function ownGender(note: NoteText, match: RegExpExecArray): Gender | undefined {
  const word = (match[1] as string).toLowerCase();
  const start = match.index + match[0].toLowerCase().lastIndexOf(word);
  const modifiers = modifiersOfSpan(note, { start, end: start + word.length });
  if (modifiers.has("family") || modifiers.has("other") || modifiers.has("negated")) return undefined;
  if (word === "unknown") return undefined;
  return genderOf(word);
}

function genderOf(word: string): Gender {
  if (/^(?:m|male|man|gentleman|boy|mr|he|him|his|himself)$/.test(word)) return "Male";
  return /^(?:f|female|woman|lady|girl|mrs|ms|miss|she|her|hers|herself)$/.test(word) ? "Female" : "Other";
}

/** "98 F" is a temperature, "BP 120/80 M" is none of it: the number must be one that a person can be old. */
function isAge(note: NoteText, start: number): boolean {
  const before = note.text.slice(Math.max(0, start - 14), start);
  return !/(?:\d[./]|\b(?:t|temp|temperature|tmax|of|hr|pulse|bp|rr)[\s:]*)$/i.test(before);
}

function byPronouns(note: NoteText): Finding<Gender> | undefined {
  const candidates: readonly Candidate<Gender>[] = matchesOf(note, PRONOUN)
    .slice(0, PRONOUNS_MAX)
    .flatMap((match) => candidatesAt(note, match));
  const male = candidates.filter(({ value }) => value === "Male");
  const female = candidates.filter(({ value }) => value === "Female");
  if (male.length > 0 && male.length >= PRONOUN_MAJORITY * female.length) return firstOf(male);
  if (female.length > 0 && female.length >= PRONOUN_MAJORITY * male.length) return firstOf(female);
  return lastOf([]);
}

function candidatesAt(note: NoteText, match: RegExpExecArray): readonly Candidate<Gender>[] {
  const start = match.index;
  const end = start + match[0].length;
  if (modifiersOfSpan(note, { start, end }).has("family")) return [];
  return [{ value: genderOf(match[0].toLowerCase()), source: "note", start, end, rank: 0 }];
}
