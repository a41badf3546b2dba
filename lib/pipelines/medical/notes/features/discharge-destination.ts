/**
 * Where the patient goes from the hospital, in the event's four words. It is read behind a word of leaving
 * ("discharged to", "disposition:"), from the nearest place that is not denied or the place of departure. The last
 * one counts: plans change, and "discharged home" is written after "planned for rehab".
 */
import { type Candidate, candidatesOf, type Finding, lastOf, matchesOf } from "../finding.ts";
import { modifiersOfSpan, type NoteText, sentenceAt } from "../note-text.ts";

export type DischargeDestination = "Home" | "Nursing_Facility" | "Rehab" | "Other";

const LEAVING =
  /\b(?:discharg(?:e|ed|ing)|dischraged?|dishcarged?|discahrged?|d\/c['’]?e?d?|dc['’]?e?d|dc(?= (?:home|to|plan|dispo))|dispo(?:sition)?|disposition plan|transfer(?:red|ring)?|transition(?:ed|ing)?|moved|released?|sent|went|going|goes|will go|return(?:ed|ing)?|placement|placed|accepted|destination)\b/gi;
const PLACES: readonly (readonly [DischargeDestination, string])[] = [
  [
    "Other",
    "home hospice|hospice(?: care| facility| house)?|assisted[ -]living(?: facility)?|alf|group home|shelter|jail|prison|correctional facility|ltach?|long[ -]term acute care(?: hospital)?|(?:another|outside|acute care|psychiatric|va|other|referring|tertiary(?: care)?|community|general|county) (?:acute care )?hospital|psychiatric (?:facility|unit|hospital)|inpatient psych(?:iatry)?|against medical advice|left ama|ama|expired|deceased|morgue|street|homeless shelter|board and care|police custody|other",
  ],
  [
    "Nursing_Facility",
    "skilled nursing(?: facility| home| unit| care)?|snf|nursing[ _]?(?:home|facility)|long[ -]term care(?: facility)?|ltcf?|extended care(?: facility)?|ecf|convalescent (?:home|hospital|center)|nursing care facility|nh|skilled (?:facility|care|unit)|nursing",
  ],
  [
    "Rehab",
    "(?:(?:acute|subacute|sub-acute|inpatient|short-term|physical|stroke|spinal cord) )?rehab(?:ilitation|iliation)?(?: facility| hospital| center| centre| unit)?|irf|sar|ar[uf]",
  ],
  [
    "Home",
    "home|house|residence|apartment|self[- ]care|private residence|family(?= care| home|'s)|homecare|independent living",
  ],
];
const PLACE = new RegExp(`\\b(?:${PLACES.map(([, words]) => `(${words})`).join("|")})\\b`, "gi");

/** Words behind "home" that make it no place: "discharged on home medications". */
const NO_PLACE_AFTER =
  /^[ -]?(?:med(?:ication)?s?\b|o2|oxygen|insulin|dose|regimen|bp|blood|monitor\w*|glucose|exercises?|instructions|antihypertensives?|diuretics?|program|referral|follow[- ]?up|phase|services? (?:were|was) (?:declined|refused)|inhalers?|therap\w* (?:referral|declined))/i;
const NO_PLACE_BEFORE =
  /\b(?:from|not(?: to| a candidate for| safe for| appropriate for)?|than|instead of|versus|vs\.?|resume|continue(?: (?:all|her|his|on))?|on|cardiac|pulmonary|outpatient|vocational|home|declin\w*(?: \w+){0,3}|refus\w*(?: \w+){0,3}|without|no|denied(?: \w+){0,2}|unable to (?:return|go)|prior to|previous|with|at|for|in|resident of|lives)(?: (?:a|an|the|to|any|her|his|their|acute|local|go(?:ing)?))*\s*$/i;
/** The earliest place must stand this near. */
const REACH_CHARACTERS = 90;

/** "Awaiting SNF placement": the place stands before the word of leaving. */
const PLACEMENT = new RegExp(
  `\\b(?:${PLACES.map(([, words]) => `(${words})`).join("|")}) (?:placement|bed|acceptance|transfer|discharge|disposition)\\b`,
  "gi",
);

export function findDischargeDestination(note: NoteText): Finding<DischargeDestination> | undefined {
  const behind = matchesOf(note, LEAVING).flatMap((match) => destinationBehind(note, match));
  const placements = candidatesOf(note, PLACEMENT, 2, (match) => {
    const before = note.text.slice(Math.max(0, match.index - 40), match.index);
    return NO_PLACEMENT.test(before) || isDenied(note, match) ? undefined : destinationOf(match);
  });
  const departures = candidatesOf(note, DEPARTURE, 0, (match) =>
    isDenied(note, match) ? undefined : "Other",
  );
  return lastOf([...behind, ...placements, ...departures]);
}

/** Who left against advice or died went to none of the other places. */
const DEPARTURE =
  /\b(?:(?:patient|pt\.?|he|she|they) (?:expired|left (?:ama|against medical advice))|left against medical advice|signed out ama)\b/gi;
const NO_PLACEMENT = /\b(?:declin\w*|refus\w*|no|not|against|denied|previous|prior)\b[^.;\n]*$/i;

function destinationOf(match: RegExpExecArray): DischargeDestination {
  const index = match.slice(1).findIndex((group) => group !== undefined);
  return (PLACES[index] as (typeof PLACES)[number])[0];
}

function destinationBehind(
  note: NoteText,
  leaving: RegExpExecArray,
): readonly Candidate<DischargeDestination>[] {
  const start = leaving.index;
  const from = start + leaving[0].length;
  const sentence = sentenceAt(note, start);
  const isLabel = /^[^.\n]{0,25}:\s*$/.test(note.text.slice(from, Math.max(from, sentence.end)));
  const limit = isLabel ? from + REACH_CHARACTERS : Math.min(sentence.end, from + REACH_CHARACTERS);
  const behind = note.text.slice(from, Math.max(from, limit));
  if (isDenied(note, leaving)) return [];
  for (const match of behind.matchAll(PLACE)) {
    const before = behind.slice(0, match.index);
    if (/^other$/i.test(match[0]) && !/(?:^|:|\bto(?: an?)?)\s*$/i.test(before)) continue;
    if (!leads(leaving[0], before) || NO_PLACE_AFTER.test(behind.slice(match.index + match[0].length)))
      continue;
    const end = from + match.index + match[0].length;
    return [{ value: destinationOf(match), source: "note", start, end, rank: rankOf(leaving[0]) }];
  }
  return [];
}

/** A word of leaving must lead to the place: "discharged home", "transferred to a SNF", "disposition: rehab". */
function leads(leaving: string, before: string): boolean {
  if (NO_PLACE_BEFORE.test(before) || /[.;]\s/.test(before)) return false;
  if (/\b(?:to|into|back)(?: (?:a|an|the|her|his|their|own|private|local))*\s*$/i.test(before)) return true;
  if (/\b(?:med(?:ication)?s|follow|clinic|instructions|summary|weight|vitals|labs)\b/i.test(before))
    return false;
  return (
    /\b(?:to|into|back)\b|[:=→>_-]/i.test(before) || /^d|^rel|^plac/i.test(leaving) || before.trim() === ""
  );
}

/** A discharge outweighs a transfer, which may be to a ward, and both what people merely do. */
function rankOf(leaving: string): number {
  return /^d/i.test(leaving) ? 0 : 1;
}

/** Discharges of other times, of other people, and such as may come to be. */
function isDenied(note: NoteText, leaving: RegExpExecArray): boolean {
  const span = { start: leaving.index, end: leaving.index + leaving[0].length };
  const before = note.text.slice(Math.max(0, span.start - 40), span.start);
  if (
    /\b(?:previously|recently|last (?:discharge|admission|month|year|week)|prior to|not (?:be |ready for |safe for |yet )?|since (?:her|his|the)? ?(?:last )?|was recently|cannot be|declined|refused|nasal|wound|vaginal|purulent|no|urethral|ear|eye)\s*$/i.test(
      before,
    )
  )
    return true;
  const modifiers = modifiersOfSpan(note, span);
  return modifiers.has("family") || modifiers.has("hypothetical") || modifiers.has("negated");
}
