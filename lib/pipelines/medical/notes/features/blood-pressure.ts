/**
 * Systolic and diastolic blood pressure in mmHg: "BP 142/88", "blood pressure of 142 over 88", "SBP 142, DBP 88".
 * Goals ("BP < 130/80") are not the patient's; earlier visits' values ("was 160/95 last month") count only where
 * there is no other. The last one in the note counts: it is nearest to the discharge.
 */
import { type Candidate, candidatesOf, FILLER, type Finding, isGoal, lastOf } from "../finding.ts";
import { modifiersOfSpan, type NoteText, sentenceAt } from "../note-text.ts";

const SYSTOLIC_MMHG = { min: 60, max: 280 };
const DIASTOLIC_MMHG = { min: 25, max: 170 };

const LABEL = "(?:b\\.?/?p\\.?s?|blood[ -]?press?ures?|bld press?ure|nibp)(?:\\s?\\(?(?:mm ?hg)\\)?)?";
const PAIR = "(\\d{2,3})\\s?(?:/|\\\\|\\bover\\b|-)\\s?(\\d{2,3})(?![\\d/]|\\.\\d)";
const LABELLED = new RegExp(`\\b${LABEL}${FILLER}(?<!\\d)${PAIR}`, "gi");
/** "(142/88)", "142/88 mmHg", and more pairs of a sentence that has named blood pressure or vital signs. */
const BARE = new RegExp(`(?<![\\d/.-])${PAIR.replace("|-", "")}(?:\\s?(mm\\s?hg))?`, "gi");
const APART =
  /\b(?:sbp|systolic(?: b\.?p\.?| blood pressure)?)[ \t:=]{0,3}(?:is |was |of |at )?(\d{2,3})(?: ?mm ?hg)?[\s,;/]{1,3}(?:and )?(?:a )?(?:dbp|diastolic(?: b\.?p\.?| blood pressure)?)[ \t:=]{0,3}(?:is |was |of |at )?(\d{2,3})\b/gi;

export interface BloodPressure {
  readonly systolic: Finding<number> | undefined;
  readonly diastolic: Finding<number> | undefined;
}

interface Pair {
  readonly systolic: number;
  readonly diastolic: number;
}

export function findBloodPressure(note: NoteText): BloodPressure {
  const read = (pattern: RegExp) => candidatesOf(note, pattern, 0, (match) => pairOf(note, match));
  const labelled = [...read(LABELLED), ...read(APART)];
  const isNew = ({ start }: Candidate<Pair>) =>
    !labelled.some((one) => start >= one.start && start < one.end);
  const bare = read(BARE).filter((found) => isNew(found) && isOfBloodPressure(note, found));
  const candidates = [...labelled, ...bare].map((candidate) => ranked(note, candidate));
  const found = lastOf(candidates);
  if (found === undefined) return { systolic: undefined, diastolic: undefined };
  const { systolic, diastolic } = found.value;
  return { systolic: { ...found, value: systolic }, diastolic: { ...found, value: diastolic } };
}

function pairOf(note: NoteText, match: RegExpExecArray): Pair | undefined {
  const systolic = Number(match[1]);
  const diastolic = Number(match[2]);
  if (systolic < SYSTOLIC_MMHG.min || systolic > SYSTOLIC_MMHG.max) return undefined;
  if (diastolic < DIASTOLIC_MMHG.min || diastolic > DIASTOLIC_MMHG.max || diastolic >= systolic)
    return undefined;
  const end = match.index + match[0].length;
  const valueStart = match.index + match[0].search(/\d/);
  return isGoal(note, match.index, end) || isGoal(note, valueStart, end)
    ? undefined
    : { systolic, diastolic };
}

function isOfBloodPressure(note: NoteText, { start, end }: Candidate<Pair>): boolean {
  if (/mm\s?hg$/i.test(note.text.slice(start, end))) return true;
  const sentence = sentenceAt(note, start);
  const before = note.text.slice(Math.max(sentence.start, start - 200), start);
  return /\b(?:b\.?\/?p|blood pressure|vitals?|vital signs|vs|v\/s|pressures?|hypertensive|hypotensive|normotensive)\b/i.test(
    before,
  );
}

/** What was measured at another time is second to what was measured in this stay; so is a relative's. */
function ranked(note: NoteText, candidate: Candidate<Pair>): Candidate<Pair> {
  const { start, end } = candidate;
  const sentence = sentenceAt(note, start);
  const before = note.text.slice(Math.max(sentence.start, start - 40), start);
  const after = note.text.slice(end, Math.min(sentence.end, end + 30));
  const isEarlier =
    /\b(?:previous(?:ly)?|prior|last (?:visit|month|year|week|appointment)|at baseline|(?:had|has) been|used to be)\b[^,;]*$/i.test(
      before,
    ) ||
    /^[^,;]{0,12}\b(?:last (?:visit|month|year|week)|previously|(?:months?|years?|weeks?) ago|in (?:19|20)\d\d)/i.test(
      after,
    ) ||
    (/\(?was\s*$/i.test(before) && /^[^,;]{0,20}\b(?:in|last|ago)\b/i.test(after));
  return { ...candidate, rank: isEarlier || modifiersOfSpan(note, { start, end }).has("family") ? 1 : 0 };
}
