/**
 * Writes a note that tells facts of an encounter in some clinician's words, and says which it tells with what value:
 * just these a reader must find, and nothing else. Units may differ from the record's (mmol/L; weight and height for
 * the BMI); what is told is then the value that these give.
 */
import { type Random, uniformInteger } from "../../traffic/index.ts";
import type { NoteValues } from "../notes/index.ts";
import type { Encounter } from "./encounter.ts";
import { NOTE_STYLES, type NoteStyle, PLACES } from "./note-phrases.ts";

export interface WrittenNote {
  readonly note: string;
  readonly told: Partial<NoteValues>;
}

/** What the model needs, and what was measured; in this order a note tells them. */
const FACTS = [
  "diabetes",
  "hypertension",
  "medication_count",
  "length_of_stay",
  "discharge_destination",
  "blood_pressure",
  "cholesterol",
  "bmi",
] as const;

export type Fact = (typeof FACTS)[number];

/** One sentence, and what it tells. */
type Statement = WrittenNote;

type Words = Readonly<Record<string, string | number>>;

const MG_DL_PER_MMOL_L = 38.67;
const KG_PER_LB = 0.453_592_37;
const CM_PER_INCH = 2.54;
const HEIGHT_CM = { min: 150, max: 195 };
/** Of facts that can be told in other units or without a place, how many are. */
const OTHER_WORDING_SHARE = 0.3;
/** Of notes, how many have a phrase that tells nothing. */
const NOTHING_SHARE = 0.7;

const GENDER_WORDS = {
  Male: { noun: "man", letter: "M", Subject: "He", Possessive: "His" },
  Female: { noun: "woman", letter: "F", Subject: "She", Possessive: "Her" },
  Other: {
    noun: "nonbinary person",
    letter: "nonbinary",
    Subject: "The patient",
    Possessive: "The patient's",
  },
} as const;

/** @param tells whether a fact is told; age and gender always are, what is not known never is. */
export function writeNote(encounter: Encounter, tells: (fact: Fact) => boolean, random: Random): WrittenNote {
  const style = pick(NOTE_STYLES, random);
  const words = GENDER_WORDS[encounter.gender];
  const statements = [opening(encounter, style, random)];
  for (const fact of FACTS) {
    const statement = tells(fact) ? STATEMENTS[fact](encounter, style, random) : undefined;
    if (statement !== undefined) statements.push(statement);
  }
  if (random() < NOTHING_SHARE) {
    const at = uniformInteger(random, 1, statements.length);
    statements.splice(at, 0, { note: filled(pick(style.nothing, random), words), told: {} });
  }
  return {
    note: statements.map(({ note }) => filled(note, words)).join(style.joint),
    told: Object.assign({}, ...statements.map(({ told }) => told)) as Partial<NoteValues>,
  };
}

type Telling = (encounter: Encounter, style: NoteStyle, random: Random) => Statement | undefined;

const STATEMENTS: Readonly<Record<Fact, Telling>> = {
  diabetes: ({ diabetes }, style, random) => ({
    note: pick(style.diabetes[diabetes], random),
    told: { diabetes },
  }),
  hypertension: ({ hypertension }, style, random) => ({
    note: pick(style.hypertension[hypertension], random),
    told: { hypertension },
  }),
  medication_count: ({ medication_count: number }, style, random) => ({
    note: filled(pick(style.medicationCount, random), { number, count: counted(number, "medication") }),
    told: { medication_count: number },
  }),
  length_of_stay: ({ length_of_stay: days }, style, random) => ({
    note: filled(pick(style.lengthOfStay, random), { days: counted(days, "day") }),
    told: { length_of_stay: days },
  }),
  discharge_destination: destination,
  blood_pressure: bloodPressure,
  cholesterol,
  bmi: bodyMassIndex,
};

function opening({ age, gender }: Encounter, style: NoteStyle, random: Random): Statement {
  const words = { ...GENDER_WORDS[gender], age, gender };
  return { note: filled(pick(style.opening, random), words), told: { age, gender } };
}

function destination(encounter: Encounter, style: NoteStyle, random: Random): Statement {
  const { discharge_destination } = encounter;
  const told = { discharge_destination };
  if (discharge_destination === "Other" && random() < OTHER_WORDING_SHARE) {
    return { note: pick(style.leftToOther, random), told };
  }
  const place = pick(PLACES[discharge_destination], random);
  return { note: filled(pick(style.destination, random), { place }), told };
}

function bloodPressure({ systolic_bp, diastolic_bp }: Encounter, style: NoteStyle, random: Random) {
  if (systolic_bp === null || diastolic_bp === null) return undefined;
  const words = { systolic: systolic_bp, diastolic: diastolic_bp };
  return { note: filled(pick(style.bloodPressure, random), words), told: { systolic_bp, diastolic_bp } };
}

function cholesterol({ cholesterol: milligrams }: Encounter, style: NoteStyle, random: Random) {
  if (milligrams === null) return undefined;
  if (random() >= OTHER_WORDING_SHARE) {
    const note = filled(pick(style.cholesterol, random), { cholesterol: milligrams });
    return { note, told: { cholesterol: milligrams } };
  }
  const millimoles = oneDecimal(milligrams / MG_DL_PER_MMOL_L);
  const note = filled(pick(style.cholesterolMolar, random), { cholesterol: millimoles });
  return { note, told: { cholesterol: oneDecimal(millimoles * MG_DL_PER_MMOL_L) } };
}

function bodyMassIndex({ bmi }: Encounter, style: NoteStyle, random: Random): Statement | undefined {
  if (bmi === null) return undefined;
  if (random() >= OTHER_WORDING_SHARE) {
    return { note: filled(pick(style.bmi, random), { bmi }), told: { bmi } };
  }
  const cm = uniformInteger(random, HEIGHT_CM.min, HEIGHT_CM.max);
  const kg = bmi * (cm / 100) ** 2;
  if (random() < 0.5) {
    const weight = Math.round(kg);
    const told = { bmi: oneDecimal(weight / (cm / 100) ** 2) };
    return { note: filled(pick(style.weightAndHeight, random), { weight, height: cm }), told };
  }
  const height = Math.round(cm / CM_PER_INCH);
  const metres = (height * CM_PER_INCH) / 100;
  const weight = Math.round((bmi * metres ** 2) / KG_PER_LB);
  const told = { bmi: oneDecimal((weight * KG_PER_LB) / metres ** 2) };
  return { note: filled(pick(style.poundsAndInches, random), { weight, height }), told };
}

/** Names in braces are replaced where `words` has them; others stay for whoever has. */
function filled(phrase: string, words: Words): string {
  return phrase.replace(/\{(\w+)\}/g, (name, key: string) => String(words[key] ?? name));
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10;
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[uniformInteger(random, 0, items.length - 1)] as Item;
}
