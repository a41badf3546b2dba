/**
 * What an ICD-9-CM code says without its text: its category (the part before the dot, `250` of `250.43`) and the
 * chapter that it belongs to, grouped as in Strack et al. (BioMed Research International 2014, table 2): symptoms
 * (785 to 788) stand with the organs that they come from, and what has no chapter of its own is `other`.
 */
export const CHAPTERS = [
  "circulatory",
  "respiratory",
  "digestive",
  "diabetes",
  "injury",
  "musculoskeletal",
  "genitourinary",
  "neoplasms",
  "other",
] as const;

type Chapter = (typeof CHAPTERS)[number];

/** Ranges `[first category, last category, chapter]`, both ends inclusive, in order. */
const RANGES: readonly (readonly [number, number, Chapter])[] = [
  [140, 239, "neoplasms"],
  [250, 250, "diabetes"],
  [390, 459, "circulatory"],
  [460, 519, "respiratory"],
  [520, 579, "digestive"],
  [580, 629, "genitourinary"],
  [710, 739, "musculoskeletal"],
  [785, 785, "circulatory"],
  [786, 786, "respiratory"],
  [787, 787, "digestive"],
  [788, 788, "genitourinary"],
  [800, 999, "injury"],
];

const CATEGORY_MAX = 999;
const ZERO = "0".charCodeAt(0);
const NINE = "9".charCodeAt(0);

/** The numeric category of a code; -1 for a supplementary one (`V45`, `E878`) and for what is no code. */
export function categoryOf(code: string): number {
  let category = 0;
  let length = 0;
  for (; length < code.length; length++) {
    const digit = code.charCodeAt(length);
    if (digit < ZERO || digit > NINE) break;
    category = category * 10 + digit - ZERO;
  }
  const ends = length === code.length || code[length] === ".";
  return length >= 1 && length <= 3 && ends ? category : -1;
}

/** Index into CHAPTERS by category, worked out once: a record asks for it three times. */
const CHAPTER_OF_CATEGORY = Uint8Array.from({ length: CATEGORY_MAX + 1 }, (_, category) => {
  const range = RANGES.find(([first, last]) => category >= first && category <= last);
  return CHAPTERS.indexOf(range?.[2] ?? "other");
});

const OTHER = CHAPTERS.indexOf("other");

/** The code's chapter as an index into CHAPTERS. */
export function chapterOf(code: string): number {
  return CHAPTER_OF_CATEGORY[categoryOf(code)] ?? OTHER;
}
