/**
 * Finds where a note speaks of a concept: word for word where it can, in another inflection or word order, through
 * an abbreviation ("HTN" for hypertension), or else at the densest group of at least half of the concept's words.
 * Several literal mentions are all given, in note order; of loose ones the best alone.
 */
import abbreviations from "./abbreviations.json" with { type: "json" };
import type { TokenRange } from "./scopes.ts";
import { isWord, type Token, tokensOf } from "./tokens.ts";

const MENTIONS_MAX = 50;
const WORDS_MAX = 60;

/** A loose mention lies within this many tokens for each word of the concept, and three more. */
const TOKENS_PER_WORD = 2;
const TOKENS_SPARE = 3;

/** A note's word tokens, by word and by stem, for looking concepts up. */
export interface WordIndex {
  readonly tokens: readonly Token[];
  readonly places: ReadonlyMap<string, readonly number[]>;
}

export function indexWords(tokens: readonly Token[]): WordIndex {
  const places = new Map<string, number[]>();
  for (const [at, token] of tokens.entries()) {
    if (!isWord(token)) continue;
    for (const key of new Set([token.word, `~${stemOf(token.word)}`])) {
      const list = places.get(key);
      if (list === undefined) places.set(key, [at]);
      else list.push(at);
    }
  }
  return { tokens, places };
}

export function findConcept(index: WordIndex, concept: string): readonly TokenRange[] {
  const words = wordsOf(concept);
  if (words.length === 0) return [];
  const exact = sequences(index, words, (word) => word);
  if (exact.length > 0) return exact;
  const inflected = sequences(index, words, (word) => `~${stemOf(word)}`);
  if (inflected.length > 0) return inflected;
  for (const other of otherNamesOf(words)) {
    const renamed = sequences(index, wordsOf(other), (word) => `~${stemOf(word)}`);
    if (renamed.length > 0) return renamed;
  }
  const loose = densestGroup(index, words);
  return loose === undefined ? [] : [loose];
}

function wordsOf(text: string): readonly string[] {
  return tokensOf(text)
    .filter(isWord)
    .map(({ word }) => word)
    .slice(0, WORDS_MAX);
}

function otherNamesOf(words: readonly string[]): readonly string[] {
  const name = words.map(stemOf).join(" ");
  return (abbreviations as readonly (readonly string[])[])
    .filter((names) => names.some((one) => wordsOf(one).map(stemOf).join(" ") === name))
    .flat();
}

/** A word without the endings of number and tense, and without a possessive: enough to match, not a lemma. */
function stemOf(word: string): string {
  const bare = word.replace(/'s?$/, "");
  if (bare.length <= 3) return bare;
  if (/(?:[^aeiou]ies|ied)$/.test(bare)) return `${bare.slice(0, -3)}y`;
  const cut = bare.replace(/(?:sses)$/, "ss").replace(/(?:ing|ed|es|s)$/, (ending, at: number) => {
    if (at < 3) return ending;
    return ending === "s" && /[su]$/.test(bare.slice(0, at)) ? ending : "";
  });
  return cut.replace(/e$/, "").replace(/([bdgmnprt])\1$/, "$1");
}

/** Where all the words stand one after the other, with nothing but punctuation between them. */
function sequences(
  index: WordIndex,
  words: readonly string[],
  keyOf: (word: string) => string,
): TokenRange[] {
  const keys = words.map(keyOf);
  const isStem = keys[0]?.startsWith("~") ?? false;
  const found: TokenRange[] = [];
  for (const first of index.places.get(keys[0] ?? "") ?? []) {
    if (found.length === MENTIONS_MAX) break;
    const end = endOfSequence(index.tokens, first, keys, isStem);
    if (end !== undefined) found.push({ first, end });
  }
  return found;
}

function endOfSequence(
  tokens: readonly Token[],
  first: number,
  keys: readonly string[],
  isStem: boolean,
): number | undefined {
  let at = first;
  for (const [position, key] of keys.entries()) {
    while (
      position > 0 &&
      at < first + 4 * keys.length &&
      tokens[at] !== undefined &&
      !isWord(tokens[at] as Token)
    )
      at += 1;
    const token = tokens[at];
    if (token === undefined) return undefined;
    if ((isStem ? `~${stemOf(token.word)}` : token.word) !== key) return undefined;
    at += 1;
  }
  return at;
}

/** The window with the most different words of the concept, the shortest of those, the first of those. */
function densestGroup({ tokens, places }: WordIndex, words: readonly string[]): TokenRange | undefined {
  const stems = [...new Set(words.map((word) => `~${stemOf(word)}`))];
  const hits = stems
    .flatMap((stem) => (places.get(stem) ?? []).map((at) => ({ at, stem })))
    .sort((a, b) => a.at - b.at);
  const width = TOKENS_PER_WORD * words.length + TOKENS_SPARE;
  const counts = new Map<string, number>();
  let best: { readonly range: TokenRange; readonly words: number } | undefined;
  let start = 0;
  for (const { at, stem } of hits) {
    counts.set(stem, (counts.get(stem) ?? 0) + 1);
    while (start < hits.length) {
      const oldest = hits[start] as (typeof hits)[number];
      const count = counts.get(oldest.stem) as number;
      if (at - oldest.at < width && count === 1) break;
      if (count === 1) counts.delete(oldest.stem);
      else counts.set(oldest.stem, count - 1);
      start += 1;
    }
    const range = { first: (hits[start] ?? { at }).at, end: at + 1 };
    if (isBetter({ range, words: counts.size }, best)) best = { range, words: counts.size };
  }
  if (best === undefined || tokens.length === 0) return undefined;
  return best.words * 2 >= stems.length ? best.range : undefined;
}

interface Group {
  readonly range: TokenRange;
  readonly words: number;
}

function isBetter(group: Group, best: Group | undefined): boolean {
  if (best === undefined || group.words !== best.words) return group.words > (best?.words ?? 0);
  return group.range.end - group.range.first < best.range.end - best.range.first;
}
