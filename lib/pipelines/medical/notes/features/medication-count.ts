/**
 * How many medications the patient takes: a number that the note gives ("on six medications") before the length of a
 * list, a list for the discharge before others, the last of each. "No medications" is 0. Medications that were
 * started, stopped or refused are no count of all.
 */
import { type Candidate, candidatesOf, type Finding, lastOf, matchesOf, spanOf } from "../finding.ts";
import { modifiersOfSpan, type NoteText, sentenceAt } from "../note-text.ts";
import { WHOLE_NUMBER, wholeNumberOf } from "../number-words.ts";
import { continuesList, countDrugs, countMedications } from "./medication-list.ts";

const COUNT_MAX = 60;

const NOUN =
  "(?:medications?|medicines?|meds|medicaitons?|medicatons?|medcations?|rx|drugs|prescriptions?|agents)";
const KIND =
  "(?:different|daily|home|prescription|prescribed|chronic|regular|oral|scheduled|active|outpatient|current|long-term|discharge|maintenance|standing|separate|total|routine|listed|medication|distinct|concurrent)";
const COUNTED = new RegExp(`\\b(${WHOLE_NUMBER})\\+?\\s(?:${KIND}\\s){0,3}${NOUN}\\b`, "gi");
const LABELLED = new RegExp(
  `(?:\\b(?:medications? count|med count|number of (?:${KIND}\\s){0,2}${NOUN}|no\\. of ${NOUN}|total (?:number of )?(?:${KIND}\\s){0,2}${NOUN})|# ?(?:of )?${NOUN})\\s?(?:is|was|were|at discharge|on discharge|[:=-])?\\s?[:=-]?\\s?(${WHOLE_NUMBER})\\b(?! ?(?:mg|mcg|\\.\\d))|\\b${NOUN} ?[(x#]{1,2} ?(?:n ?= ?)?(${WHOLE_NUMBER})\\)?(?=[:\\s.,)]|$)(?! ?mg)`,
  "gi",
);
const NONE = new RegExp(
  `\\b(?:(?:takes?|taking|on|uses?|has|with|prescribed|there are) no (?:${KIND}\\s){0,2}${NOUN}|(?<=(?:^|[.;\\n])\\s{0,3})no ${NOUN}(?=\\s?[.;,\\n]|$)|no (?:home|current|regular|daily|chronic|prescription|outpatient|routine) ${NOUN}|(?:not|isn't) (?:currently )?(?:on|taking) (?:any )?(?:${KIND}\\s){0,2}${NOUN}|(?:denies|does not) (?:taking|take|using|use|being on) (?:any )?(?:${KIND}\\s){0,2}${NOUN})\\b(?! (?:for|with|except|other|besides|changes?))`,
  "gi",
);
const CHANGE =
  /\b(?:start\w*|add\w*|stop\w*|discontinu\w*|d\/c'?d|allerg\w*|miss\w*|held|holding|fail\w*|tried|refus\w*|new|more|additional|other|increas\w*|decreas\w*|adjust\w*|chang\w*|of (?:his|her|the|their)|between|last|prn)\s+(?:\w+\s+){0,2}$/i;

const LIST_HEADING =
  /^(?:(?:discharge|home|current|outpatient|admission|admitting|preadmission|pre-admission|prior|active|inpatient|present|chronic|daily|prescription|scheduled)\s){0,2}(?:medications?|meds|medicines?|med list|medication list|rx|drugs|medications? reconciliation)(?:\s(?:list|on admission|on discharge|at discharge|at home|on transfer|prior to admission|include|upon discharge|upon admission))?$/;
const INLINE_LIST = new RegExp(
  `\\b((?:discharge |home |current |outpatient |admission |daily )?(?:medications?|meds|medicines))(?: (?:at home|on admission|at discharge|on discharge|currently|at present|list))?,? (?:include[sd]?|including|are|were|consists? of|consisting of|of)[ :]{1,2}`,
  "gi",
);
const TAKES =
  /\b(?:takes|taking|is on|was on|currently on|remains on|maintained on|discharged on|discharged with|continues on|continue|home on)\s(?=[a-z])/gi;
/** One drug named in passing ("hypertension, on lisinopril") is no list. */
const RUNNING_LIST_MIN = 2;
const LIST_CHARACTERS_MAX = 4000;

export function findMedicationCount(note: NoteText): Finding<number> | undefined {
  const counted = candidatesOf(note, COUNTED, 0, (match) => countOf(note, match));
  const labelled = candidatesOf(note, LABELLED, 0, (match) =>
    plausible(wholeNumberOf(match[1] ?? match[2] ?? "")),
  );
  const none = candidatesOf(note, NONE, 1, (match) => (isOthers(note, match) ? undefined : 0));
  return lastOf([
    ...counted,
    ...labelled,
    ...none,
    ...sectionLists(note),
    ...inlineLists(note),
    ...running(note),
  ]);
}

function countOf(note: NoteText, match: RegExpExecArray): number | undefined {
  const before = note.text.slice(Math.max(0, match.index - 40), match.index);
  const sentencePart = before.split(/[.;\n]/).at(-1) ?? "";
  if (CHANGE.test(sentencePart) || /[\d/.]$/.test(before) || isOthers(note, match)) return undefined;
  return plausible(wholeNumberOf(match[1] ?? ""));
}

function plausible(count: number | undefined): number | undefined {
  return count === undefined || count > COUNT_MAX ? undefined : count;
}

function isOthers(note: NoteText, match: RegExpExecArray): boolean {
  const modifiers = modifiersOfSpan(note, spanOf(match));
  return modifiers.has("family") || modifiers.has("hypothetical");
}

function sectionLists(note: NoteText): readonly Candidate<number>[] {
  return note.sections.flatMap(({ heading, body, end }) => {
    if (!LIST_HEADING.test(heading)) return [];
    const stop = endOfList(note, body, Math.min(end, body + LIST_CHARACTERS_MAX));
    return counted(note, body, stop, heading.includes("discharge") ? 2 : 3, countMedications);
  });
}

/** On the heading's own line a list ends with its sentence, unless the next one goes on with it. */
function endOfList(note: NoteText, body: number, end: number): number {
  const lineEnd = note.text.indexOf("\n", body);
  const stop = lineEnd === -1 ? end : Math.min(lineEnd, end);
  if (note.text.slice(body, stop).trim() === "") return end;
  let at = body + (/^\s*/.exec(note.text.slice(body, stop))?.[0].length ?? 0);
  while (at < stop) {
    const { end: sentenceEnd } = sentenceAt(note, at);
    if (sentenceEnd >= stop) return end;
    const rest = note.text.slice(sentenceEnd, stop);
    const next = sentenceEnd + rest.length - rest.trimStart().length;
    const isParted = note.text[sentenceEnd - 1] === ";";
    if (next >= stop) return end;
    if (!isParted && !continuesList(note.text.slice(next, sentenceAt(note, next).end))) return sentenceEnd;
    at = Math.max(next, sentenceEnd + 1);
  }
  return end;
}

function inlineLists(note: NoteText): readonly Candidate<number>[] {
  return matchesOf(note, INLINE_LIST).flatMap((match) => {
    const from = match.index + match[0].length;
    const rank = /discharge/i.test(match[0]) ? 2 : 3;
    return counted(note, from, sentenceAt(note, match.index).end, rank, countMedications);
  });
}

/** Sentences such as "He takes metformin and lisinopril", each counted alone; the longest list wins. */
function running(note: NoteText): readonly Candidate<number>[] {
  const lists = matchesOf(note, TAKES).flatMap((match) => {
    if (isOthers(note, match)) return [];
    const from = match.index + match[0].length;
    const { end } = sentenceAt(note, match.index);
    return counted(note, from, end, 4, countRunning);
  });
  const most = Math.max(0, ...lists.map(({ value }) => value));
  return lists.filter(({ value }) => value === most);
}

function countRunning(text: string): number | undefined {
  const count = countDrugs(text);
  return count >= RUNNING_LIST_MIN ? count : undefined;
}

function counted(
  note: NoteText,
  from: number,
  to: number,
  rank: number,
  count: (list: string) => number | undefined,
): readonly Candidate<number>[] {
  const list = note.text.slice(from, Math.min(to, from + LIST_CHARACTERS_MAX));
  const value = count(list);
  if (value === undefined) return [];
  const start = from + list.length - list.trimStart().length;
  return [{ value, source: "note", start, end: start + list.trim().length, rank }];
}
