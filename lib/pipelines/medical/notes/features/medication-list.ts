/**
 * Counts the medications of a list: "metformin 500 mg twice daily, lisinopril 10 mg, and aspirin" are three. Items are
 * parted by lines, bullets, numbers, commas, semicolons and a last "and"; a part that only says how a medication is
 * taken ("twice daily with meals") belongs to the one before.
 */
const ITEM_MARK = /(?:^|\s)(?:\d{1,2}[.)](?=\s)|\(\d{1,2}\)|[•*])/g;
const DOSING =
  /^(?:\d[\d.,/-]*|mg|mcg|ug|g|gm|grams?|ml|units?|iu|meq|%|mg\/\w+|puffs?|tabs?|tablets?|caps?|capsules?|pills?|drops?|patch(?:es)?|sprays?|po|p\.o\.?|iv|im|sc|sq|subq|sl|pr|bid|tid|qid|qd|qday|qhs|qam|qpm|qod|hs|prn|b\.i\.d\.?|t\.i\.d\.?|q\d+h?|daily|once|twice|three|four|two|one|half|times?|every|each|other|day|days|week|weekly|weeks|month|monthly|hours?|hrs?|morning|evening|night|nightly|bedtime|noon|am|pm|a|an|the|per|at|in|by|mouth|orally|with|without|food|meals?|breakfast|dinner|lunch|before|after|as|needed|for|x|and|or|to|of|on|dose|doses|sliding|scale|total|subcutaneously|inhaled|topical(?:ly)?|extended|release|er|xl|xr|sr|cr|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|pain|sleep|anxiety|nausea|constipation|wheezing|sob|new|unchanged|continue[ds]?|home|same)$/i;
const NONE =
  /^(?:none|nil|no (?:home |current |known |regular |daily |chronic )?(?:medications?|meds|medicines?)|n\/a|denies(?: any)?|no|zero|0|not on any|not taking any|nothing)\b/i;
/** The list is somewhere else: how many there are is not told. */
const ELSEWHERE =
  /^(?:see|as (?:above|below|listed|per)|per|reviewed|unchanged|reconciled|listed|same|refer|unknown|unable|not available|pending|no changes?)\b/i;

const ITEMS_MAX = 60;

/** undefined when the text lists nothing. */
export function countMedications(list: string): number | undefined {
  const text = list.replaceAll(/\([^()\n]{0,80}\)/g, " ").trim();
  if (text === "" || ELSEWHERE.test(text)) return undefined;
  if (NONE.test(text)) return 0;
  if (/^\d{1,2}\.?$/.test(text)) return Number.parseInt(text, 10);
  const items = new Set(itemsOf(text));
  return items.size === 0 || items.size > ITEMS_MAX ? undefined : items.size;
}

function itemsOf(text: string): readonly string[] {
  const lines = text
    .replaceAll(ITEM_MARK, "\n")
    .split("\n")
    .map((line) => line.replace(/^[\s\-–•*]+/, "").trim());
  const filled = lines.filter((line) => line !== "");
  // One item a line needs no commas; a line of several has them.
  return filled.flatMap((line) => partsOf(line).filter(isMedication)).map((item) => item.toLowerCase());
}

function partsOf(line: string): readonly string[] {
  return line
    .split(/[,;]\s*(?:and\s+|plus\s+|as well as\s+)?|\s+(?:and|plus|as well as)\s+|\s\|\s|\s\+\s|\.\s+/i)
    .map((part) => part.replace(/[.\s]+$/, "").trim());
}

function isMedication(part: string): boolean {
  const words = part
    .replace(/^(?:and|plus)\s+/i, "")
    .split(/[\s/]+/)
    .filter((word) => word !== "");
  if (
    words.length === 0 ||
    words.length > 16 ||
    /^(?:no|not|denies|stop(?:ped)?|discontinued?|held|hold|allerg\w*|also|then)\b/i.test(part)
  )
    return false;
  return words.some(
    (word) =>
      /[a-z]{3}/i.test(word) && !DOSING.test(word) && !/^\d+(?:mg|mcg|g|ml|units?|meq|iu|%)/i.test(word),
  );
}

const DRUG =
  /\b(?!supine|examine|determine|alanine|creatinine|urine|baseline|routine)(?:\d+(?:\.\d+)?\s?(?:mg|mcg|units?|meq|iu|g)\b|\b\w{2,}(?:pril|sartan|olol|ilol|alol|statin|formin|gliptin|gliflozin|glutide|prazole|tidine|dipine|thiazide|semide|azepam|zolam|cillin|mycin|oxacin|azole|triptan|setron|oxetine|traline|opram|pine|done|codone|parin|xaban|gatran|grel|zide|lactone|terol|sone|solone|gabalin|pentin|thyroxine|ipizide|uride|glitazone|phylline|nitrate|cycline|sulin|mab|diol|xin|zepam|barbital|toin|tinib|vir|mide|dronate|afil|lukast|terone|olone|asone|onide|zosin|amine|zine|lide|dol|caine|fenac|xicam)\b|\b(?:insulin|aspirin|asa|warfarin|coumadin|lasix|digoxin|hctz|tylenol|acetaminophen|ibuprofen|naproxen|lantus|humalog|novolog|plavix|lipitor|zocor|crestor|synthroid|prilosec|nexium|albuterol|advair|spiriva|singulair|norvasc|lopressor|toprol|glucophage|januvia|jardiance|ozempic|trulicity|xarelto|eliquis|zoloft|prozac|lexapro|vitamin|multivitamin|potassium|calcium|iron|magnesium|fish oil|prednisone|allopurinol|amiodarone|clonidine|hydralazine|nitroglycerin|metformin|amlodipine)\b)/i;

/** Whether a sentence behind a list goes on with it: numbered, or short, with a drug and without a verb. */
export function continuesList(sentence: string): boolean {
  if (/^\s*(?:\d{1,2}[.)]\s|[-•*])/.test(sentence)) return true;
  const isTold =
    /\b(?:is|was|were|are|has|had|patient|pt|he|she|denies|reports?|admitted|discharged?|bp|follow|plan|allergies)\b/i;
  return sentence.length < 80 && DRUG.test(sentence) && !isTold.test(sentence);
}

/** The same of running text, where only what looks like a drug counts: "on metformin and lisinopril". */
export function countDrugs(text: string): number {
  const plain = text.replaceAll(/\([^()\n]{0,80}\)/g, " ");
  return new Set(partsOf(plain).filter((part) => DRUG.test(part) && isMedication(part))).size;
}
