/**
 * Whether the patient has a chronic condition, 1 or 0. A mention counts when it is certain and the patient's: family
 * history, suspicion, screening, risk and conditionals say nothing; history of a chronic condition is the condition.
 * One affirmed mention outweighs negated ones, and only negated ones make a 0: silence is no 0.
 */
import { type Candidate, type Finding, firstOf, matchesOf } from "../finding.ts";
import { modifiersOfSpan, type NoteText } from "../note-text.ts";

export type Flag = 0 | 1;

/** How a mention of a condition stands to the patient. */
export type MentionAssertion =
  "affirmed" | "negated" | "historical" | "uncertain" | "family" | "other_person";

/** What the mention that decides says; `value` is null where it says nothing of the patient. */
export interface ConditionVerdict {
  readonly value: Flag | null;
  readonly assertion: MentionAssertion;
}

interface Condition {
  readonly names: RegExp;
  /** Words before or behind a name that make it another condition: pulmonary hypertension, prediabetes. */
  readonly otherBefore: RegExp;
  readonly otherAfter: RegExp;
}

const DIABETES: Condition = {
  names:
    /\b(?:non-?\s?diabetics?|(?:diabet[ei]s|diabeties|diabetese|diabtes|diabates|diabeets)(?: mell?itus)?|diabetics?|n?iddm|(?:t[12]|type ?(?:[12]|ii?)) ?-?dm|t[12]d|dm ?-?(?:type ?)?(?:[12]|ii?)|dm|e1[0134]\.\d{1,4})\b/gi,
  otherBefore:
    /\b(?:gestational|pre-?|borderline|robitussin|mucinex|guaifenesin|delsym|latent)[\s-]*$|\bpre$/i,
  otherAfter: /^\s*(?:insipidus|risk|screen\w*|prevention|association)\b/i,
};

const HYPERTENSION: Condition = {
  names:
    /\b(?:non-?\s?hypertensive|hypertension|hipertension|hypertention|hypertenion|hypertenson|hypertensoin|hypertensin|hypertenstion|hyertension|hypertensive|htn|hbp|high blood[ -]pressure|high bp|i10|401\.[019])\b/gi,
  otherBefore:
    /\b(?:pulmonary(?: arterial)?|pulm\.?|portal|intracranial|ocular|venous|intraocular|intra-?abdominal|white[ -]coat|pre-?|borderline|gestational|pregnancy[ -]induced)[\s-]*$|\bpre$/i,
  otherAfter: /^\s*(?:risk|screen\w*|prevention)\b/i,
};

export const findDiabetes = (note: NoteText): Finding<ConditionVerdict> | undefined =>
  findCondition(note, DIABETES);

export const findHypertension = (note: NoteText): Finding<ConditionVerdict> | undefined =>
  findCondition(note, HYPERTENSION);

/** The flag that the verdict gives a record, with its evidence. */
export function flagOf(finding: Finding<ConditionVerdict> | undefined): Finding<Flag> | undefined {
  if (finding === undefined || finding.value.value === null) return undefined;
  return { ...finding, value: finding.value.value };
}

/** Behind a negated name: not the condition is denied but what it does, or what is done about it. */
const CONSEQUENCE =
  /^[\s/]*(?:retinopath\w*|neuropath\w*|nephropath\w*|foot|feet|ulcers?|ketoacidosis|complications?|eye|coma|crisis|crises|emergency|urgency|gangrene|kidney|heart|end[- ]organ|symptoms|changes|medications?|meds|medicines?|drugs|pills|education|clinic|diet|supplies|teaching|regimen|control|management|therapy|treatment|dermopathy|macular|wounds?|infections?|episodes?|encephalopathy)\b/i;
const OF_CONSEQUENCE =
  /\b(?:complications?|sequelae|symptoms|signs|stigmata|medications?|meds|treatment|therapy|insulin|pills|drugs|education|control|management|exacerbation|worsening) (?:of|from|for|related to|due to|secondary to) (?:(?:his|her|their|the|uncontrolled|type [12])\s)*$/i;
/** "[ ] diabetes [x] hypertension": a form's boxes stand before what they say. */
const BOX = /[[(]\s?([xX✓✔ ]?)\s?[\])]\s?$/;
const NOTHING_KNOWN =
  /\b(?:pmhx?|past medical history|medical history)\s?[:-]\s?(?:none|negative|nil|denies)(?=\s?[.;\n]|\s*$)|\bno (?:significant |known |prior )?(?:past |prior )?medical history(?=\s?[.;\n,]|\s*$)|\b(?:no|denies(?: any)?) (?:known )?(?:chronic )?(?:comorbidities|(?:chronic|medical) (?:medical )?(?:conditions|problems|illnesses|diseases))(?=\s?[.;\n,]|\s*$)/gi;

/** The surest first: affirmed, denied by name, denied with all others; then what says nothing of the patient. */
const RANK = { affirmed: 0, denied: 1, nothingKnown: 2, unsaid: 3 };

function findCondition(note: NoteText, condition: Condition): Finding<ConditionVerdict> | undefined {
  const mentions = matchesOf(note, condition.names).flatMap((match) => judge(note, match, condition));
  return firstOf([...mentions, ...nothingKnown(note)]);
}

function judge(
  note: NoteText,
  match: RegExpExecArray,
  condition: Condition,
): readonly Candidate<ConditionVerdict>[] {
  const start = match.index;
  const end = start + match[0].length;
  const before = note.text.slice(Math.max(0, start - 60), start);
  const after = note.text.slice(end, end + 40);
  if (condition.otherBefore.test(before) || condition.otherAfter.test(after)) return [];
  const modifiers = modifiersOfSpan(note, { start, end });
  const told = (value: Flag | null, assertion: MentionAssertion, rank: number) => [
    { value: { value, assertion }, source: "note" as const, start, end, rank },
  ];
  if (modifiers.has("family")) return told(null, "family", RANK.unsaid);
  if (modifiers.has("other")) return told(null, "other_person", RANK.unsaid);
  if (/^non/i.test(match[0])) return told(0, "negated", RANK.denied);
  const box = BOX.exec(before)?.[1];
  if (box !== undefined)
    return box.trim() === "" ? told(0, "negated", RANK.denied) : told(1, "affirmed", RANK.affirmed);
  if (modifiers.has("negated")) {
    const isConsequence = CONSEQUENCE.test(after) || OF_CONSEQUENCE.test(before);
    return isConsequence ? [] : told(0, "negated", RANK.denied);
  }
  if (modifiers.has("possible") || modifiers.has("hypothetical")) return told(null, "uncertain", RANK.unsaid);
  return told(1, modifiers.has("historical") ? "historical" : "affirmed", RANK.affirmed);
}

/** "PMH: none" denies every chronic condition; a mention of one says more. */
function nothingKnown(note: NoteText): readonly Candidate<ConditionVerdict>[] {
  return matchesOf(note, NOTHING_KNOWN).map((match) => ({
    value: { value: 0, assertion: "negated" },
    source: "note",
    start: match.index,
    end: match.index + match[0].length,
    rank: RANK.nothingKnown,
  }));
}
