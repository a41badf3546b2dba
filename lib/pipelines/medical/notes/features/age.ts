/**
 * The patient's age in whole years as a note tells it: "72-year-old", "72 y/o", "72yoM", "age: 72", "seventy-two years
 * old". Ages of relatives, ages at which something began ("since age 18") and ages of things ("a 3 year old stent")
 * are not the patient's. The first best one counts: notes begin with it.
 */
import { type Candidate, candidatesOf, type Finding, firstOf, spanOf } from "../finding.ts";
import { modifiersOfSpan, type NoteText } from "../note-text.ts";
import { WHOLE_NUMBER, wholeNumberOf } from "../number-words.ts";

const AGE_MAX_YEARS = 120;

const PERSON =
  "(?:m|f|male|female|man|woman|gentleman|lady|patient|pt|boy|girl|person|individual|nonbinary|non-binary|transgender)\\b";
const YEARS_OLD =
  "[ -]{0,3}(?:(?:years?|yrs?|yr\\.|yeras?|yers?|y)[ -]{0,2}(?:old|of[ -]age|o\\b|o(?=[mf]\\b))|y[./]?[ ]?o\\b\\.?|y\\.o\\.|y(?= ?[mf]\\b)|yo(?=[mfwb]{0,2}\\b)|y/?o(?=\\b|[mf]\\b))";
const WITH_UNIT = new RegExp(`\\b(${WHOLE_NUMBER})${YEARS_OLD}`, "gi");
const LABELLED = new RegExp(
  `\\b(?:patient(?:'s)? age|pt age|age(?:[/ ](?:sex|gender))?|aged|age \\((?:years|yrs?|y)\\))[ \\t]{0,3}(?:is|was|[:=-])?[ \\t]{0,3}(${WHOLE_NUMBER})\\b(?![/.]\\d|%)`,
  "gi",
);
/** "72F with", "72 M admitted": case tells it from a temperature in °F only together with what follows. */
const WITH_SEX =
  /\b(\d{1,3})[ -]?[MF]\b(?=[,.;)]|$|\n| (?:with|w\/|who|presents|presenting|presented|admitted|here|s\/p|h\/o|hx|c\/o|pmh|PMH|seen|is|was|on|status|patient|pt|in\b))/g;
/** "54F DM2 HTN" begins a note or a sentence, "52/M" stands anywhere. */
const GLUED_SEX =
  /(?:(?<=(?:^|[.\n;]|\b(?:is an?|pt|patient|an?))\s{0,3})(\d{1,3}) ?[MF]|\b(\d{1,3}) ?\/ ?(?:[MFmf]|male|female))\b/g;
const SEX_AND_AGE = /\b(?:[Mm]ale|[Ff]emale|[MF])\s?[,/]\s?(\d{1,3})\b(?! ?(?:mg|kg|lb|%|°|\/))/g;
const SEX_THEN_YEARS =
  /\b(?:male|female|man|woman|m|f),? (\d{1,3}) ?(?:y|yrs?|years)\b(?! ?(?:ago|history|hx|of|later))/gi;
const OF_YEARS = new RegExp(
  `\\b(?:man|woman|lady|gentleman|male|female|patient|boy|girl) of (${WHOLE_NUMBER})(?: years| yrs)?(?=[ ,.;])`,
  "gi",
);
const PLAIN_YEARS = new RegExp(
  `\\b(?:patient|pt|he|she|they|who) (?:is|was|'s) (${WHOLE_NUMBER})(?: (?:years|yrs))?(?=[ ]?[.,;]| and\\b| years| yrs)`,
  "gi",
);

const BEGINNING = /\b(?:at|since|from|until|before|after|by|of|over|under|than|when)\s+(?:the\s+)?$/i;

export function findAge(note: NoteText): Finding<number> | undefined {
  const read = (pattern: RegExp, rank: number) =>
    candidatesOf(note, pattern, rank, (match) => ageOf(note, match));
  const withUnit = read(WITH_UNIT, 0).flatMap((candidate) => rankedByPerson(note, candidate));
  return firstOf([
    ...withUnit,
    ...read(LABELLED, 0),
    ...read(WITH_SEX, 1),
    ...read(GLUED_SEX, 1),
    ...read(SEX_AND_AGE, 1),
    ...read(SEX_THEN_YEARS, 1),
    ...read(OF_YEARS, 1),
    ...read(PLAIN_YEARS, 2),
  ]);
}

function ageOf(note: NoteText, match: RegExpExecArray): number | undefined {
  const age = wholeNumberOf(match[1] ?? match[2] ?? "");
  if (age === undefined || age > AGE_MAX_YEARS) return undefined;
  const before = note.text.slice(Math.max(0, match.index - 20), match.index);
  if (BEGINNING.test(before)) return undefined;
  if (/[\d./-]$|\b(?:t|temp|temperature|tmax|hr|pulse|bp|rr)[\s:]*$/i.test(before)) return undefined;
  return modifiersOfSpan(note, spanOf(match)).has("family") ? undefined : age;
}

/** A thing or another person follows: no age of the patient. A person follows: the surest reading. */
function rankedByPerson(note: NoteText, candidate: Candidate<number>): readonly Candidate<number>[] {
  const after = note.text.slice(candidate.end, candidate.end + 60);
  if (
    /^\s*(?:\w+\s){0,2}?(?:son|daughter|grandson|granddaughter|brother|sister|mother|father|husband|wife|child|children|twins?|stent|graft|scar|injury|fracture|prosthesis|pacemaker|device)\b/i.test(
      after,
    )
  )
    return [];
  const isPerson = new RegExp(`^[\\s,-]{0,3}(?:[a-z-]+[\\s,]+){0,5}?${PERSON}`, "i").test(after);
  return [{ ...candidate, rank: isPerson ? 0 : 1 }];
}
