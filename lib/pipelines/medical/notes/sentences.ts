/**
 * Sentences of a note: `[start, end)` spans, in order, that no context crosses. A sentence ends at `.`, `!`, `?` or
 * `;` before a space, and at the end of a line, unless the line is wrapped. A period does not end one after an
 * abbreviation, an initial, or a list number. Case is no hint: notes are written in capitals and in lower case.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const ABBREVIATIONS = new Set(
  (
    "dr mr mrs ms prof st vs pt pts approx dept fig eg ie etc al inc jr sr ca resp temp wt ht hosp dx tx hx rx " +
    "p.o b.i.d t.i.d q.i.d q.d q.h.s p.r.n i.v i.m a.m p.m e.g i.e u.s w.r.t s.p y.o h.s"
  ).split(" "),
);

/** Words that cannot end a sentence: a line that ends with one goes on. */
const OPEN_ENDED = new Set(
  "a an the of in on at to for from with without and or nor no not any by as is was are were has had have denies her his".split(
    " ",
  ),
);

/** A line this long, without a final stop, was broken by a margin and not by its writer. */
const WRAPPED_LINE_CHARACTERS = 55;

export function sentencesOf(text: string): readonly Span[] {
  const sentences: Span[] = [];
  let start = 0;
  for (const match of text.matchAll(/[.!?;](?=["')\]]{0,3}(?:\s|$))|\n/g)) {
    const end = match.index + match[0].length;
    if (!endsSentence(text, match[0], match.index, start)) continue;
    addSpan(sentences, text, start, end);
    start = end;
  }
  addSpan(sentences, text, start, text.length);
  return sentences;
}

function addSpan(spans: Span[], text: string, from: number, to: number): void {
  let start = from;
  let end = to;
  while (start < end && isSpace(text, start)) start += 1;
  while (end > start && isSpace(text, end - 1)) end -= 1;
  if (start < end) spans.push({ start, end });
}

function isSpace(text: string, at: number): boolean {
  return /\s/.test(text.charAt(at));
}

function endsSentence(text: string, mark: string, at: number, start: number): boolean {
  if (mark === "\n") return !isWrapped(text, at, start);
  if (mark !== ".") return true;
  const before = text.slice(Math.max(start, at - 12), at).toLowerCase();
  const word = /[^\s(,;:/]*$/.exec(before)?.[0] ?? "";
  if (ABBREVIATIONS.has(word) || /^[a-z]$/.test(word)) return !isFollowedBySentence(text, at + 1, word);
  return !isListNumber(text, at, start, word);
}

/** `1.` at the start of a sentence numbers what follows. */
function isListNumber(text: string, at: number, start: number, word: string): boolean {
  return at - start < 10 && /^\d{1,2}$/.test(word) && text.slice(start, at - word.length).trim() === "";
}

/** After `p.o.` a sentence may end all the same: a blank line or a capital behind two letters says so. */
function isFollowedBySentence(text: string, from: number, word: string): boolean {
  return word.includes(".") && /^\s+(?:\n|[A-Z][a-z])/.test(text.slice(from, from + 8));
}

function isWrapped(text: string, at: number, start: number): boolean {
  const line = text.slice(Math.max(start, text.lastIndexOf("\n", at - 1) + 1), at).trimEnd();
  const next = text.slice(at + 1, at + 41);
  if (line === "" || /^\s*(?:\n|$)/.test(next) || isListItem(next) || isHeading(next)) return false;
  if (line.endsWith(",") || OPEN_ENDED.has(/[a-z]+$/i.exec(line)?.[0].toLowerCase() ?? "")) return true;
  return line.length >= WRAPPED_LINE_CHARACTERS && /^\s*[\p{Ll}\d(]/u.test(next) && !/[.!?;:]$/.test(line);
}

function isListItem(line: string): boolean {
  return /^\s*(?:[-*•#+]|\d{1,2}[.)]\s)/.test(line);
}

function isHeading(line: string): boolean {
  return /^\s*[A-Za-z][A-Za-z/ ]{0,30}:/.test(line);
}

/** The last span that starts at or before the offset, by bisection. */
export function lastAt<Placed extends { readonly start: number }>(
  spans: readonly Placed[],
  offset: number,
): Placed | undefined {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle] as Placed).start <= offset) low = middle + 1;
    else high = middle;
  }
  return spans[low - 1];
}
