/**
 * The length of the hospital stay in days: as the note gives it ("LOS 5 days", "hospitalized for a week"), else from
 * its dates of admission and discharge, else the hospital day of the discharge. Earlier and expected stays and stays
 * in one ward are not this one. The last of the best counts.
 */
import { type Candidate, candidatesOf, type Finding, lastOf } from "../finding.ts";
import { modifiersOfSpan, type NoteText, sentenceAt } from "../note-text.ts";
import { WHOLE_NUMBER, wholeNumberOf } from "../number-words.ts";
import { DATE, daysBetween } from "./note-dates.ts";

const DAYS_MAX = 365;
const DAYS_PER_WEEK = 7;
const HOURS_PER_DAY = 24;

const AMOUNT = `(${WHOLE_NUMBER}|an?\\b)(?: ?(?:full|whole|total|consecutive|inpatient|hospital|calendar))?`;
const UNIT = "(days?|d|nights?|weeks?|wks?|hours?|hrs?)";
const STAY =
  "(?:hospital stay|hospitali[sz]ation|inpatient stay|hospital course|inpatient admission|inpatient course|hospital admission|admission|stay|inpatient)";
const ADMITTED =
  "(?:hospitali[sz]ed|admitted|inpatient|in[- ]house|in (?:the )?hospital|kept|stayed|remained|hospital stay|hospital course (?:lasted|was)|stay(?:ed)? (?:lasted|was)|hospitali[sz]ation (?:lasted|was)|admission (?:lasted|was))";
const PLACE =
  "(?: (?:in|at|to) (?:the |our )?(?:hospital|facility|medical center|ward|floor|house)| as an inpatient| inpatient| here| with us| overnight)?";

const LABELLED = new RegExp(
  `\\b(?:length[ -]of[ -](?:hospital |inpatient )?(?:stay|hospitali[sz]ation|admission)|lenght of stay|l\\.?o\\.?s)\\b(?: ?\\((?:days|d)\\))?[\\s:=-]{0,4}(?:(?:is|was|of|in days|total|approximately|about)[ :]{1,2}){0,3}${AMOUNT} ?-?(?:${UNIT}\\b|(?![\\w%/]|\\.\\d|-))`,
  "gi",
);
const STAY_OF = new RegExp(
  `\\b(?:hospital |inpatient |total )?(?:stay|hospitali[sz]ation|admission) (?:of|for|lasting|lasted|was|totaling|x) (?:a total of |approximately |about )?${AMOUNT}[ -]${UNIT}\\b`,
  "gi",
);
const STAY_TOLD = new RegExp(
  `\\b(?:hospital|inpatient|total|overall)? ?(?:stay|duration of (?:stay|hospitali[sz]ation|admission)|days in (?:the )?hospital|hospital days|inpatient days)[ ]?[:=-]?[ ]?(?:(?:is|was) )?${AMOUNT}(?: ?${UNIT}\\b|(?=[.,;\\n]|$))`,
  "gi",
);
const DAY_STAY = new RegExp(
  `\\b${AMOUNT}[ -]{0,2}${UNIT}(?:['’]s?)?[ -](?:long |total |uncomplicated |uneventful |complicated |prolonged |acute )?${STAY}\\b`,
  "gi",
);
const ADMITTED_FOR = new RegExp(
  `\\b${ADMITTED}${PLACE} (?:here )?(?:for |x ?|a total of |over )?(?:a total of |approximately |about |the past |the last )?${AMOUNT} ?${UNIT}\\b(?! (?:of|history|ago|prior|before(?! (?:being )?discharge| going home)|after|earlier|hx|duration)\\b)`,
  "gi",
);
const SPENT = new RegExp(
  `\\b(?:spent|after|following|over) (?:a total of |approximately |about )?${AMOUNT} ${UNIT}(?: as an inpatient| of inpatient care| of hospitali[sz]ation| of inpatient treatment| in (?:the |our )?hospital| in[- ]house| in our facility)\\b`,
  "gi",
);
const DISCHARGED_AFTER = new RegExp(
  `\\b(?:discharged|d/c'?d|went home|released)(?: \\w+){0,4} after ${AMOUNT} ${UNIT}\\b(?! of)`,
  "gi",
);
const OVERNIGHT =
  /\b(?:stayed|observed|kept|admitted|hospitali[sz]ed|monitored) overnight\b|\bovernight (?:stay|admission|hospitali[sz]ation)\b/gi;
const HOSPITAL_DAY = new RegExp(
  `\\b(?:discharged|discharge|d/c'?d|went home|released)\\b[^.\\n]{0,80}?\\b(?:on )?(?:hospital day|hd|hod)\\s?#?\\s?(${WHOLE_NUMBER})\\b`,
  "gi",
);

const ADMISSION =
  "(?:date of admission|admission date|admit date|admitted(?: to [a-z ]{1,30}?)?(?: on)?|admission|admit|doa|adm(?:\\.|itted)?)";
const DISCHARGE =
  "(?:date of discharge|discharge date|discharged(?: (?:home|to [a-z ]{1,30}?))?(?: on)?|discharge|d/c'?d?(?: date)?|dc date|dod|dc'?d?|until)";
const DATES = new RegExp(
  `\\b${ADMISSION}[\\s:=-]{0,4}(?:on )?(${DATE})[^\\d]{0,60}?\\b${DISCHARGE}[\\s:=-]{0,4}(?:on )?(${DATE})`,
  "gi",
);
const DATES_RANGE = new RegExp(
  `\\b(?:hospitali[sz]ed|admitted|inpatient|hospital stay|hospitali[sz]ation|admission)(?: (?:dates?|from|between|on))?[\\s:(]{1,3}(?:from )?(${DATE}) ?(?:-|–|to|through|until|thru|and) ?(${DATE})`,
  "gi",
);

export function findLengthOfStay(note: NoteText): Finding<number> | undefined {
  const told = [LABELLED, STAY_OF, STAY_TOLD, DAY_STAY, ADMITTED_FOR, SPENT, DISCHARGED_AFTER].flatMap(
    (pattern) => candidatesOf(note, pattern, 0, ([, amount, unit]) => daysOf(amount ?? "", unit)),
  );
  const dated = [DATES, DATES_RANGE].flatMap((pattern) =>
    candidatesOf(note, pattern, 1, ([, from, to]) => plausible(daysBetween(from ?? "", to ?? ""))),
  );
  const overnight = candidatesOf(note, OVERNIGHT, 2, () => 1);
  const hospitalDay = candidatesOf(note, HOSPITAL_DAY, 2, ([, day]) => plausible(wholeNumberOf(day ?? "")));
  const all = [...told, ...dated, ...overnight, ...hospitalDay];
  return lastOf(all.filter((candidate) => isThisStay(note, candidate)));
}

function daysOf(amount: string, unit: string | undefined): number | undefined {
  const count = /^an?$/i.test(amount) ? 1 : wholeNumberOf(amount);
  if (count === undefined) return undefined;
  if (/^w/i.test(unit ?? "")) return plausible(count * DAYS_PER_WEEK);
  return plausible(/^h/i.test(unit ?? "") ? Math.round(count / HOURS_PER_DAY) : count);
}

function plausible(days: number | undefined): number | undefined {
  return days === undefined || days > DAYS_MAX ? undefined : days;
}

const OTHER_STAY =
  /\b(?:(?:expected|anticipated|estimated|projected|previous|prior|last|average|mean|recent|target|goal|for the (?:past|last))\b[^.;,\n]{0,20}|(?:m?icu|sicu|ccu|nursing home|snf|rehab|er|ed)(?: (?:stay|course|admission))?(?: (?:of|for|was))?\s*)$/i;
const ELSEWHEN =
  /^[^.;\n]{0,25}?\b(?:last (?:year|month|week|spring|summer|fall|winter)|ago|in (?:19|20)\d\d|previously|in the (?:icu|micu|ed|er)|icu)\b/i;

function isThisStay(note: NoteText, candidate: Candidate<number>): boolean {
  const { start, end } = candidate;
  const sentence = sentenceAt(note, start);
  if (OTHER_STAY.test(note.text.slice(Math.max(sentence.start, start - 40), start))) return false;
  if (ELSEWHEN.test(note.text.slice(end, Math.min(end + 60, Math.max(end, sentence.end))))) return false;
  const modifiers = modifiersOfSpan(note, { start, end });
  return !modifiers.has("family") && !modifiers.has("hypothetical");
}
