/**
 * The scope of a trigger is the part of its sentence that it speaks of (ConText, Harkema et al. 2009): from the
 * trigger forward or backward, until a termination ("but"), a trigger of the opposite kind, or the sentence's end;
 * a clause's scope ends at a comma too, an adjacent one after ADJACENT_TOKENS. A concept is modified by each
 * trigger in whose scope its first (forward) or last (backward) token lies.
 */
import { isOfClass, type Modifier, type Rule, type Trigger, triggersIn } from "./triggers.ts";
import { isWord, type Token } from "./tokens.ts";

/** Tokens `[first, end)` of a sentence. */
export interface TokenRange {
  readonly first: number;
  readonly end: number;
}

/** A run-on text without stops must not tie its end to its beginning, nor cost its length for each concept. */
const CONTEXT_TOKENS = 120;
const ADJACENT_TOKENS = 3;

/** What is said of the tokens of `concept` in their sentence. */
export function modifiersOf(sentence: readonly Token[], concept: TokenRange): ReadonlySet<Modifier> {
  const from = Math.max(0, concept.first - CONTEXT_TOKENS);
  const tokens = sentence.slice(from, concept.end + CONTEXT_TOKENS);
  const range = { first: concept.first - from, end: concept.end - from };
  const triggers = triggersIn(tokens, range);
  const found = new Set<Modifier>(ownModifiers(tokens.slice(range.first, range.end)));
  for (const trigger of triggers) {
    for (const rule of trigger.rules) {
      if (rule.category === "pseudo" || rule.category === "termination") continue;
      if (reaches({ tokens, triggers }, trigger, rule, range)) found.add(rule.category);
    }
  }
  return found;
}

/** Habits and allergies are told as history whatever their sentence says. */
function ownModifiers(concept: readonly Token[]): readonly Modifier[] {
  return triggersIn(concept, NOTHING)
    .flatMap(({ rules }) => rules)
    .filter(({ direction }) => direction === "self")
    .map(({ category }) => category as Modifier);
}

const NOTHING: TokenRange = { first: -1, end: -1 };

interface Context {
  readonly tokens: readonly Token[];
  readonly triggers: readonly Trigger[];
}

function reaches(context: Context, trigger: Trigger, rule: Rule, concept: TokenRange): boolean {
  if (rule.direction === "self") return false;
  const isForward = trigger.end <= concept.first;
  if (rule.direction !== "both" && isForward !== (rule.direction === "forward")) return false;
  const gap = isForward
    ? { first: trigger.end, end: concept.first }
    : { first: concept.end, end: trigger.first };
  if (rule.reach === "adjacent" && gap.end - gap.first > ADJACENT_TOKENS) return false;
  const between = context.tokens.slice(gap.first, gap.end);
  const isBounded = rule.reach !== "sentence" || (rule.category === "negated" && isClause(context, concept));
  if (isBounded && between.some(({ word }) => word === ",")) return false;
  if (rule.reach === "adjacent" && between.some((token) => !isWord(token))) return false;
  if (isForward && leavesParenthesis(between)) return false;
  // The colon right behind a trigger belongs to it: "Denies: fever".
  const from = isForward && between[0]?.word === ":" ? gap.first + 1 : gap.first;
  return !context.triggers.some(
    (other) => other.first >= from && other.end <= gap.end && ends(other, rule.category as Modifier),
  );
}

/** A concept that states something by itself ("lungs are clear") is no member of the list that a comma parts it from. */
function isClause({ tokens }: Context, concept: TokenRange): boolean {
  return tokens.slice(concept.first, concept.end).some((token) => isOfClass(token, "state"));
}

/** What is said in parentheses is said of what stands in them: "(slides not submitted) showed leukemia". */
function leavesParenthesis(between: readonly Token[]): boolean {
  let depth = 0;
  for (const { word } of between) {
    if (word === "(") depth += 1;
    if (word === ")") depth -= 1;
    if (depth < 0) return true;
  }
  return false;
}

function ends({ rules }: Trigger, modifier: Modifier): boolean {
  return rules.some(({ category, ends: ended }) => category === "termination" && ended.includes(modifier));
}
