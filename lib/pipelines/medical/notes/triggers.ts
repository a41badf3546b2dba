/**
 * Triggers are phrases that say something of the concepts around them: "denies" negates what follows, "was ruled
 * out" what precedes. They are data, in lexicon.json, after NegEx (Chapman et al. 2001) and ConText (Harkema et al.
 * 2009). A name in braces stands for any word of that class; `{number}` and `{year}` for any such, `{stop}` for the
 * end of the sentence too.
 *
 * Of the phrases that begin at a token the longest counts, and its tokens begin no other one: "no change" is no
 * "no". Terminations take no tokens away.
 */
import lexicon from "./lexicon.json" with { type: "json" };
import { isNumberWord } from "./number-words.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** What may be true of a mention beside the plain reading: it is there, now, and the patient's. */
export type Modifier = "negated" | "possible" | "historical" | "hypothetical" | "family" | "other";

export interface Rule {
  /** A pseudo-trigger only keeps the triggers in it from counting; a termination ends the scopes of `ends`. */
  readonly category: Modifier | "pseudo" | "termination";
  readonly direction: "forward" | "backward" | "both" | "self";
  /** How far: to the end of the sentence, to a comma, or over the next words only. */
  readonly reach: "sentence" | "clause" | "adjacent" | "none";
  readonly ends: readonly Modifier[];
}

/** A trigger found: tokens `[first, end)` and all that its phrase says. */
export interface Trigger {
  readonly first: number;
  readonly end: number;
  readonly rules: readonly Rule[];
}

interface Branch {
  readonly next: Map<string, Branch>;
  readonly rules: Rule[];
}

/** Stands behind the last token of a sentence. */
const END: Token = { word: "\n", start: 0, end: 0 };

type Group = Rule & { readonly phrases: readonly string[] };

/** The classes of a word, as phrases name them. */
const CLASSES: ReadonlyMap<string, readonly string[]> = classesByWord(lexicon.classes);

const ROOT = compile(lexicon.rules as unknown as readonly Group[]);

function compile(groups: readonly (Rule & { readonly phrases: readonly string[] })[]): Branch {
  const root = newBranch();
  for (const { category, direction, reach, ends = [], phrases } of groups) {
    const rule: Rule = { category, direction, reach, ends };
    for (const phrase of phrases) insert(root, phrase, rule);
  }
  return root;
}

function newBranch(): Branch {
  return { next: new Map(), rules: [] };
}

function insert(root: Branch, phrase: string, rule: Rule): void {
  let branch = root;
  for (const part of phrase.split(/(\{[a-z]+\})/)) {
    const words = part.startsWith("{") ? [part] : tokensOf(part).map(({ word }) => word);
    for (const word of words) {
      const next = branch.next.get(word) ?? newBranch();
      branch.next.set(word, next);
      branch = next;
    }
  }
  branch.rules.push(rule);
}

/** Triggers in token order. Tokens `[hidden.first, hidden.end)`, the concept itself, trigger nothing. */
export function triggersIn(
  tokens: readonly Token[],
  hidden: { readonly first: number; readonly end: number },
): readonly Trigger[] {
  const triggers: Trigger[] = [];
  const ended = [...tokens, END];
  let at = 0;
  while (at < tokens.length) {
    const isHidden = at >= hidden.first && at < hidden.end;
    const limit = at < hidden.first ? hidden.first : ended.length;
    const trigger = isHidden ? undefined : longestAt(ended, at, limit);
    if (trigger !== undefined) triggers.push(trigger);
    at = trigger === undefined || onlyEnds(trigger) ? at + 1 : trigger.end;
  }
  return triggers;
}

/** A termination takes no tokens away: "patient denies" ends what the mother has, and "denies" begins anew. */
function onlyEnds({ rules }: Trigger): boolean {
  return rules.every(({ category }) => category === "termination");
}

function longestAt(tokens: readonly Token[], first: number, limit: number): Trigger | undefined {
  let found: Trigger | undefined;
  let branches: readonly Branch[] = [ROOT];
  for (let at = first; at < limit && branches.length > 0; at += 1) {
    const { word } = tokens[at] as Token;
    branches = branches.flatMap(({ next }) =>
      spellingsOf(word).flatMap((spelling) => next.get(spelling) ?? []),
    );
    const rules = branches.flatMap((branch) => branch.rules);
    if (rules.length > 0) found = { first, end: at + 1, rules: withEarlier(rules, found?.rules ?? []) };
  }
  return found;
}

/** A longer phrase replaces a shorter one, but "who presents" still ends what "who" ends. */
function withEarlier(rules: readonly Rule[], earlier: readonly Rule[]): readonly Rule[] {
  if (rules.some(({ category }) => category === "pseudo")) return rules;
  return [...rules, ...earlier.filter(({ category }) => category === "termination")];
}

/** The word itself and the classes that it belongs to. */
function spellingsOf(word: string): readonly string[] {
  const spellings = [word, ...(CLASSES.get(word) ?? [])];
  if (isNumberWord(word) || /^\d{1,3}$/.test(word)) spellings.push("{number}");
  if (/^(?:19|20)\d\d$/.test(word)) spellings.push("{year}");
  return spellings;
}

/** Whether the word belongs to the lexicon's class. */
export function isOfClass({ word }: Token, name: keyof typeof lexicon.classes): boolean {
  return CLASSES.get(word)?.includes(`{${name}}`) ?? false;
}

function classesByWord(classes: Readonly<Record<string, readonly string[]>>): Map<string, string[]> {
  const byWord = new Map<string, string[]>([[END.word, ["{stop}"]]]);
  for (const [name, words] of Object.entries(classes)) {
    for (const word of words) byWord.set(word, [...(byWord.get(word) ?? []), `{${name}}`]);
  }
  return byWord;
}
