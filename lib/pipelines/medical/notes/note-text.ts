/**
 * A note cut up once, for all that is read from it. A note is read up to NOTE_CHARACTERS_MAX; what stands behind is
 * not looked at. Offsets are UTF-16 code units of the note, as `slice` takes them.
 */
import { indexWords, type WordIndex } from "./find-concept.ts";
import { modifiersOf, type TokenRange } from "./scopes.ts";
import { type Section, sectionAt, sectionsOf } from "./sections.ts";
import { lastAt, sentencesOf, type Span } from "./sentences.ts";
import { type Token, tokensOf } from "./tokens.ts";
import type { Modifier } from "./triggers.ts";

export interface NoteText {
  readonly text: string;
  readonly sentences: readonly Span[];
  readonly sections: readonly Section[];
  readonly words: WordIndex;
}

/** No record of the stream is longer (1 MiB), so this bounds callers that are no stream. */
export const NOTE_CHARACTERS_MAX = 1 << 20;

/** A sentence is read this far to both sides: a text without stops is read in pieces. */
const SENTENCE_TOKENS = 200;

/** A sentence that names the patient speaks for itself, also below "Family history:". */
const OWN = /\b(?:patient|pt|personal(?:ly)?|himself|herself|denies|admitted)\b/i;
const SENTENCE_CHARACTERS = 1000;

export function noteTextOf(note: string): NoteText {
  const text = note.slice(0, NOTE_CHARACTERS_MAX);
  const words = indexWords(tokensOf(text));
  return { text, sentences: sentencesOf(text), sections: sectionsOf(text), words };
}

export function sentenceAt(note: NoteText, offset: number): Span {
  return lastAt(note.sentences, offset) ?? { start: 0, end: note.text.length };
}

/** What sentence and section say of the tokens `[first, end)` of the note. */
export function modifiersOfTokens(note: NoteText, range: TokenRange): ReadonlySet<Modifier> {
  const { tokens } = note.words;
  const from = (tokens[range.first] as Token).start;
  const { start } = sentenceAt(note, from);
  const { end } = sentenceAt(note, (tokens[range.end - 1] as Token).end - 1);
  let first = range.first;
  let last = range.end;
  while (first > 0 && (tokens[first - 1] as Token).start >= start && range.first - first < SENTENCE_TOKENS)
    first -= 1;
  while (last < tokens.length && (tokens[last] as Token).end <= end && last - range.end < SENTENCE_TOKENS)
    last += 1;
  const inSentence = { first: range.first - first, end: range.end - first };
  const modifiers = new Set(modifiersOf(tokens.slice(first, last), inSentence));
  if (OWN.test(note.text.slice(start, Math.min(end, start + SENTENCE_CHARACTERS)))) return modifiers;
  for (const modifier of sectionAt(note.sections, from)?.modifiers ?? []) modifiers.add(modifier);
  return modifiers;
}

/** The same of the characters `[start, end)`; nothing is said of a span without a token. */
export function modifiersOfSpan(note: NoteText, { start, end }: Span): ReadonlySet<Modifier> {
  const { tokens } = note.words;
  const first = firstTokenAt(tokens, start);
  let last = first;
  while (last < tokens.length && (tokens[last] as Token).start < end) last += 1;
  return last > first ? modifiersOfTokens(note, { first, end: last }) : new Set();
}

/** The index of the first token that ends behind the offset, by bisection. */
function firstTokenAt(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((tokens[middle] as Token).end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
