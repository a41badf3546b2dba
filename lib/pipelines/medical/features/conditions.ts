/**
 * Conditions among an encounter's diagnoses, at any position, that tell readmitted patients from others beyond the
 * chapter: chronic comorbidities of the kind that Charlson (J. Chronic Dis. 40, 1987) and Elixhauser (Med. Care 36,
 * 1998) count, by ICD-9-CM category. A record's conditions are a set of bits, the first condition's the lowest.
 */
import { categoryOf } from "./diagnosis.ts";

interface Condition {
  readonly name: string;
  /** Ranges `[first category, last category]`, both ends inclusive. */
  readonly categories: readonly (readonly [number, number])[];
  /** Holds for supplementary codes, which have no numeric category, and for finer distinctions. */
  readonly pattern?: RegExp;
}

export const CONDITIONS = [
  { name: "infection", categories: [[1, 139]] },
  { name: "cancer", categories: [[140, 208]] },
  // 250.1 to 250.9: diabetes with a complication; 250.0 and a bare 250 have none.
  { name: "complicated_diabetes", categories: [], pattern: /^250\.[1-9]/ },
  { name: "fluid_disorder", categories: [[276, 276]] },
  { name: "anaemia", categories: [[280, 285]] },
  { name: "psychiatric", categories: [[290, 319]] },
  { name: "ischaemic_heart", categories: [[410, 414]] },
  { name: "heart_failure", categories: [[428, 428]] },
  { name: "peripheral_vascular", categories: [[440, 443]] },
  { name: "chronic_lung", categories: [[490, 496]] },
  { name: "liver_disease", categories: [[570, 573]] },
  {
    name: "kidney_disease",
    categories: [
      [403, 404],
      [580, 589],
    ],
  },
  { name: "rehabilitation", categories: [], pattern: /^V57/ },
] as const satisfies readonly Condition[];

export const NO_CONDITIONS = 0;

/** The conditions that one code stands for, as bits. */
export function conditionsOf(code: string): number {
  const category = categoryOf(code);
  return CONDITIONS.reduce(
    (bits, condition, at) => (isMet(condition, code, category) ? bits | (1 << at) : bits),
    NO_CONDITIONS,
  );
}

function isMet({ categories, pattern }: Condition, code: string, category: number): boolean {
  if (pattern?.test(code) === true) return true;
  return categories.some(([first, last]) => category >= first && category <= last);
}
