/**
 * Total cholesterol in mg/dL: "total cholesterol 212", "chol: 5.5 mmol/L". Values in mmol/L, and values so small that
 * they can be nothing else, are converted. The fractions (LDL, HDL, non-HDL) are not the total. The last one counts.
 */
import { candidatesOf, FILLER, type Finding, isGoal, lastOf } from "../finding.ts";
import { modifiersOfSpan, type NoteText, sentenceAt } from "../note-text.ts";

/** 1 mmol of cholesterol weighs 386.7 mg; a litre has ten decilitres. */
const MG_DL_PER_MMOL_L = 38.67;
const MMOL_L_MAX = 16;
const PLAUSIBLE_MG_DL = { min: 50, max: 800 };

const UNIT = "mg ?/ ?dl|mg%|mmol ?/ ?l|mmol|mg per dl";
const LABELLED = new RegExp(
  `(?:\\b(?:total|serum|plasma) chol(?:esterol)?|\\bt\\.? ?chol(?:esterol)?|\\bchol(?:esterol|estrol|esteral)?|(?<![-\\w])tc)\\b\\.?(?: ?\\((?:total|tc|${UNIT})\\)|, total)?${FILLER}(?<![\\d.])(\\d{1,3}(?:\\.\\d{1,2})?)(?![\\d/%]|\\.\\d|-\\d)\\s?(${UNIT})?(?![ -]?(?:mg|mcg|tabs?|pills?|years?|yrs?|y/?o|months?|days?|weeks?)\\b)`,
  "gi",
);
const FRACTION =
  /\b(?:ldl|hdl|vldl|non-?hdl|good|bad|low[- ]density|high[- ]density)(?:[- ]?c)?[- ]{0,2}(?:lipoprotein )?$/i;

export function findCholesterol(note: NoteText): Finding<number> | undefined {
  return lastOf(
    candidatesOf(note, LABELLED, 0, (match) => {
      const before = note.text.slice(Math.max(0, match.index - 30), match.index);
      const end = match.index + match[0].length;
      if (FRACTION.test(before) || isGoal(note, match.index, end)) return undefined;
      return isOthers(note, match.index, end) ? undefined : milligrams(Number(match[1]), match[2], match[0]);
    }),
  );
}

function isOthers(note: NoteText, start: number, end: number): boolean {
  const sentence = sentenceAt(note, start);
  const before = note.text.slice(Math.max(sentence.start, start - 30), start);
  return /\b(?:previous|prior|old)\s*$/i.test(before) || modifiersOfSpan(note, { start, end }).has("family");
}

function milligrams(value: number, unit: string | undefined, text: string): number | undefined {
  const isMolar = /mmol/i.test(unit ?? text) || (unit === undefined && value <= MMOL_L_MAX);
  const converted = isMolar ? Math.round(value * MG_DL_PER_MMOL_L * 10) / 10 : value;
  return converted >= PLAUSIBLE_MG_DL.min && converted <= PLAUSIBLE_MG_DL.max ? converted : undefined;
}
