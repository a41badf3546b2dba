/** Notes whose point is how medications are listed and counted. */
import type { WholeNote } from "./whole-note.ts";

export const medicationNotes: readonly WholeNote[] = [
  {
    name: "a comma list",
    note: "Medications: metformin 500 mg, lisinopril 10 mg, atorvastatin 20 mg, aspirin 81 mg.",
    expected: { medication_count: 4 },
  },
  {
    name: "a bulleted list",
    note: "Medications:\n- Metformin 500 mg BID\n- Amlodipine 5 mg daily\n- Insulin glargine 20 units nightly\n\nAllergies: NKDA",
    expected: { medication_count: 3 },
  },
  {
    name: "a list with plain lines",
    note: "CURRENT MEDICATIONS:\nMetoprolol 25 mg twice daily\nApixaban 5 mg twice daily\nFurosemide 40 mg every morning\nPotassium chloride 20 mEq daily\nASSESSMENT: stable",
    expected: { medication_count: 4 },
  },
  {
    name: "numbers within one line",
    note: "Meds: 1. Warfarin 5 mg 2. Digoxin 0.125 mg 3. Lasix 20 mg",
    expected: { medication_count: 3 },
  },
  {
    name: "directions between commas",
    note: "Home medications: metformin 500 mg, twice daily, lisinopril 10 mg, once daily, and gabapentin 300 mg, at bedtime.",
    expected: { medication_count: 3 },
  },
  {
    name: "parentheses with commas",
    note: "Medications: carvedilol (for CHF, HTN), spironolactone, sacubitril/valsartan",
    expected: { hypertension: 1, medication_count: 3 },
  },
  {
    name: "no medications in a list",
    note: "Medications: None. Allergies: penicillin.",
    expected: { medication_count: 0 },
  },
  {
    name: "a list that is elsewhere",
    note: "Medications: see list. Patient is 60 years old.",
    expected: { age: 60 },
  },
  {
    name: "a told number before a list",
    note: "Patient is on nine medications including metoprolol and aspirin.",
    expected: { medication_count: 9 },
  },
  {
    name: "new medications as no count",
    note: "Started on two new medications. Currently takes 6 daily medications.",
    expected: { medication_count: 6 },
  },
  {
    name: "a running list",
    note: "He takes metformin, lisinopril, and simvastatin.",
    expected: { gender: "Male", medication_count: 3 },
  },
  {
    name: "medications that include",
    note: "Her medications include levothyroxine, omeprazole, and vitamin D.",
    expected: { gender: "Female", medication_count: 3 },
  },
  {
    name: "a count in the heading",
    note: "Discharge medications (7): see attached list",
    expected: { medication_count: 7 },
  },
  {
    name: "a labelled number",
    note: "Number of medications: 11. Polypharmacy.",
    expected: { medication_count: 11 },
  },
  {
    name: "a denial",
    note: "Denies taking any medications. Female, 27.",
    expected: { age: 27, gender: "Female", medication_count: 0 },
  },
  {
    name: "no change of medications as no denial",
    note: "No new medications. No medication changes. On 5 prescription medications.",
    expected: { medication_count: 5 },
  },
  {
    name: "a prescribed total",
    note: "71 year old female discharged on a total of 10 medications to home.",
    expected: { age: 71, gender: "Female", medication_count: 10, discharge_destination: "Home" },
  },
];
