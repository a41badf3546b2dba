/** Generated notes: what they tell is what is read from them, nothing more and nothing less. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Encounter, encounterOf } from "../../../../lib/pipelines/medical/generator/encounter.ts";
import { NOTE_STYLES } from "../../../../lib/pipelines/medical/generator/note-phrases.ts";
import { patientsOf } from "../../../../lib/pipelines/medical/generator/index.ts";
import { writeNote } from "../../../../lib/pipelines/medical/generator/write-note.ts";
import { readNote, valuesOf } from "../../../../lib/pipelines/medical/notes/index.ts";
import { seededRandom } from "../../../../lib/pipelines/traffic/index.ts";
import { generate } from "./generated.ts";

const read = (note: string) => valuesOf(readNote(note).features);
const PATIENTS = patientsOf({ patients: 500, seed: 1 });

/** An encounter of the population, or one that it does not have. */
const encounter: fc.Arbitrary<Encounter> = fc
  .record({
    seed: fc.integer({ min: 0, max: 0xffff_ffff }),
    at: fc.nat(PATIENTS.length - 1),
    changes: fc.record(
      {
        age: fc.integer({ min: 18, max: 90 }),
        gender: fc.constantFrom("Male", "Female", "Other"),
        diabetes: fc.constantFrom(0, 1),
        hypertension: fc.constantFrom(0, 1),
        medication_count: fc.integer({ min: 1, max: 60 }),
        length_of_stay: fc.integer({ min: 1, max: 21 }),
        discharge_destination: fc.constantFrom("Home", "Nursing_Facility", "Rehab", "Other"),
      },
      { requiredKeys: [] },
    ),
  })
  .map(
    ({ seed, at, changes }) =>
      ({ ...encounterOf(PATIENTS[at]!, seededRandom(seed)), ...changes }) as Encounter,
  );

test("writeNote() tells what a reader finds, and nothing else, of any encounter in any wording", () => {
  fc.assert(
    fc.property(encounter, fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (facts, seed, tells) => {
      const random = seededRandom(seed);
      const { note, told } = writeNote(facts, () => random() < tells, random);
      expect(read(note)).toEqual(told);
    }),
    { numRuns: 1500 },
  );
});

test("MedicalRecords.make() writes notes that are read as what it told, drifted or not", () => {
  for (const isDrifted of [false, true]) {
    const noted = generate(2000, { seed: 21, noteShare: 1, isDrifted });
    for (const { record, told } of noted) expect(read(record.note as string)).toEqual(told);
  }
});

test("a note beside the fields does not contradict them", () => {
  const beside = generate(2000, { seed: 22, noteShare: 1 }).filter(({ form }) => form === "note_beside");
  expect(beside.length).toBeGreaterThan(900);
  for (const { record, told } of beside) expect(record).toMatchObject(told);
});

test("a note instead of the fields stands for all of them but a few vitals", () => {
  const instead = generate(2000, { seed: 23, noteShare: 1 }).filter(({ form }) => form === "note_instead");
  for (const { record, told } of instead) {
    expect(Object.keys(told).filter((field) => field in record)).toEqual([]);
    expect(Object.keys(told)).toEqual(expect.arrayContaining(["age", "gender", "length_of_stay"]));
  }
  const kinds = new Set(instead.flatMap(({ told }) => Object.keys(told)));
  expect(kinds.size).toBe(11);
});

test("notes come in every style, with relatives' illnesses, denials, and units other than the record's", () => {
  const notes = generate(3000, { seed: 24, noteShare: 1 }).map(({ record }) => record.note as string);
  const saying = (words: RegExp) => notes.filter((note) => words.test(note)).length;
  expect(new Set(NOTE_STYLES.map(({ name }) => name)).size).toBe(3);
  expect(saying(/\n/)).toBeGreaterThan(500);
  expect(saying(/y\/o|yo /)).toBeGreaterThan(200);
  expect(saying(/mother|father|brother/i)).toBeGreaterThan(300);
  expect(saying(/mmol\/L/)).toBeGreaterThan(200);
  expect(saying(/ kg\b/)).toBeGreaterThan(100);
  expect(saying(/ lbs?\b/)).toBeGreaterThan(100);
  expect(saying(/\bno |denies|negative for|never/i)).toBeGreaterThan(1000);
  expect(saying(/[{}]/)).toBe(0);
  expect(new Set(notes).size).toBeGreaterThan(2950);
});
