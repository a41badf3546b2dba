/**
 * A finding is a value read from a note, with the characters `[start, end)` that it was read from. A candidate is a
 * finding on trial: of several plausible ones the preferred rank wins, and in it the first or the last in the note.
 */
import type { NoteText } from "./note-text.ts";

export interface Finding<Value> {
  readonly value: Value;
  readonly source: "note";
  readonly start: number;
  readonly end: number;
}

export interface Candidate<Value> extends Finding<Value> {
  /** 0 is the best. */
  readonly rank: number;
}

/** `undefined` as a value drops the match: implausible, another's, a goal. */
export function candidatesOf<Value>(
  note: NoteText,
  pattern: RegExp,
  rank: number,
  valueOf: (match: RegExpExecArray) => Value | undefined,
): readonly Candidate<Value>[] {
  return matchesOf(note, pattern).flatMap((match) => {
    const value = valueOf(match);
    const { start, end } = spanOf(match);
    return value === undefined ? [] : [{ value, source: "note" as const, start, end, rank }];
  });
}

/** Each match is looked at in its context, which costs: of too many the first and the last ones are. */
const MATCHES_MAX = 400;

export function matchesOf({ text }: NoteText, pattern: RegExp): readonly RegExpExecArray[] {
  const matches = [...text.matchAll(pattern)];
  if (matches.length <= MATCHES_MAX) return matches;
  return [...matches.slice(0, MATCHES_MAX / 2), ...matches.slice(-MATCHES_MAX / 2)];
}

/** The characters of a match, without the spaces around them. */
export function spanOf(match: RegExpExecArray): { readonly start: number; readonly end: number } {
  const start = match.index + match[0].length - match[0].trimStart().length;
  return { start, end: start + match[0].trim().length };
}

/** Of the best rank the first in the note. */
export function firstOf<Value>(candidates: readonly Candidate<Value>[]): Finding<Value> | undefined {
  return choose(candidates, (a, b) => a.start < b.start);
}

/** Of the best rank the last in the note: what was written later holds. */
export function lastOf<Value>(candidates: readonly Candidate<Value>[]): Finding<Value> | undefined {
  return choose(candidates, (a, b) => a.start >= b.start);
}

function choose<Value>(
  candidates: readonly Candidate<Value>[],
  isPreferred: (a: Candidate<Value>, b: Candidate<Value>) => boolean,
): Finding<Value> | undefined {
  let best: Candidate<Value> | undefined;
  for (const candidate of candidates) {
    const isBetter =
      best === undefined ||
      candidate.rank < best.rank ||
      (candidate.rank === best.rank && isPreferred(candidate, best));
    if (isBetter) best = candidate;
  }
  if (best === undefined) return undefined;
  const { value, source, start, end } = best;
  return { value, source, start, end };
}

/** Words that may stand between a label and its value: "BMI today was: 31". */
const FILLER_WORDS = (
  "is was of at today currently current now measured recorded reads? reading approximately " +
  "approx about around level value noted to be as came back elevated high low normal stable " +
  "calculated total on admission arrival discharge fasting also has been found in the " +
  "office clinic last repeat initial initially most recent again improved improving " +
  "borderline well controlled remains remained stands per patient triage down up decreased " +
  "increased dropped fell rose resting sitting manual"
).replaceAll(" ", "|");
const FROM_TO = "from \\d{1,3}(?:[./]\\d{1,3})? (?:to|down to|up to)\\b";
/** Up to 24 words and marks, each matched in one way only: the expression cannot run away. */
export const FILLER = `(?:[ \\t\\n:=~(),*-]|${FROM_TO}|(?:${FILLER_WORDS})\\b){0,24}`;

/** The value is a limit or an aim and not the patient's: "goal BP < 130/80". */
export function isGoal(note: NoteText, start: number, end: number): boolean {
  const before =
    note.text
      .slice(Math.max(0, start - 40), start)
      .split(/[.;\n]/)
      .at(-1) ?? "";
  const after = note.text.slice(end, end + 12);
  return (
    /[<>≤≥]\s*$/.test(before) ||
    /\b(?:goals?|targets?|targeting|aim|keep|maintain|threshold|if|unless|hold for|call for|notify|parameters?|less than|greater than|more than|below|above|under|over|normal range|reference|ref)\b[^,]*$/i.test(
      before,
    ) ||
    /^\s*(?:\((?:goal|target)\)|(?:goal|target)\b)/i.test(after)
  );
}
