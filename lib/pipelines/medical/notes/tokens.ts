/**
 * A token is a run of letters and digits (an inner apostrophe included: `doesn't`) or one other character that is
 * not a space. `word` is how lexicons spell it: lower case, straight apostrophe. `[start, end)` are offsets in the
 * text it was cut from. Invariant: tokens are in order and do not overlap.
 */
export interface Token {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu;

export function tokensOf(text: string, offset = 0): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const start = offset + match.index;
    const word = match[0].toLowerCase().replaceAll("’", "'");
    tokens.push({ word, start, end: start + match[0].length });
  }
  return tokens;
}

/** Letters or digits, so neither punctuation nor a symbol. */
export function isWord({ word }: Token): boolean {
  return /^[\p{L}\p{N}]/u.test(word);
}
