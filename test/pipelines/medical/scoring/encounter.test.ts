/** What a note adds to its record, and what is told of where it came from. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MedicalRecord } from "../../../../lib/pipelines/medical/medical-record.ts";
import { readNote, valuesOf } from "../../../../lib/pipelines/medical/notes/index.ts";
import {
  encounterOf,
  NOTE_CHARACTERS_READ_MAX,
  NOTE_FINDINGS_MAX,
  type NoteFinding,
} from "../../../../lib/pipelines/medical/scoring/encounter.ts";
import { dischargeSummaries } from "../notes/whole-notes/discharge-summaries.ts";
import { recordWith } from "../records.ts";

const NOTE = "72-year-old male. BP 142/88. History of diabetes. Denies hypertension. Discharged home.";
const bare = { id: "enc-1", patient_id: 7, timestamp: 0 };

/** The findings by feature, with the words that they point at. */
function toldOf(findings: readonly NoteFinding[], note: string) {
  return findings.map(({ feature, value, source, start, end, assertion }) => [
    feature,
    value,
    source,
    assertion,
    note.slice(start, end),
  ]);
}

describe("encounterOf()", () => {
  it("gives a record without a note back as it is", () => {
    const record = recordWith();
    expect(encounterOf(record)).toEqual({ record, noteFindings: [], isNoteUnread: false });
    expect(encounterOf(record).record).toBe(record);
    expect(encounterOf({ ...record, note: null }).noteFindings).toEqual([]);
  });

  it("fills a record that is a note alone, and says where each value stands in it", () => {
    const { record, noteFindings } = encounterOf({ ...bare, note: NOTE });
    expect(record).toEqual({
      ...bare,
      note: "",
      age: 72,
      gender: "Male",
      systolic_bp: 142,
      diastolic_bp: 88,
      diabetes: 1,
      hypertension: 0,
      discharge_destination: "Home",
    });
    expect(toldOf(noteFindings, NOTE)).toEqual([
      ["age", 72, "note", "affirmed", "72-year-old"],
      ["gender", "Male", "note", "affirmed", "72-year-old male"],
      ["systolic_bp", 142, "note", "affirmed", "BP 142/88"],
      ["diastolic_bp", 88, "note", "affirmed", "BP 142/88"],
      ["diabetes", 1, "note", "historical", "diabetes"],
      ["hypertension", 0, "note", "negated", "hypertension"],
      ["discharge_destination", "Home", "note", "affirmed", "Discharged home"],
    ]);
  });

  it("lets structured fields win one by one, and tells the findings that they override", () => {
    const { record, noteFindings } = encounterOf({ ...bare, note: NOTE, age: 71, diabetes: 0 });
    expect(record).toMatchObject({ age: 71, diabetes: 0, hypertension: 0, systolic_bp: 142 });
    const told = toldOf(noteFindings, NOTE);
    expect(told[0]).toEqual(["age", 71, "structured", "affirmed", "72-year-old"]);
    expect(told[4]).toEqual(["diabetes", 0, "structured", "historical", "diabetes"]);
    expect(told.filter(([, , source]) => source === "structured")).toHaveLength(2);
  });

  it("takes a measurement that is null for none, and one that is 0 for one", () => {
    const note = "BMI 31. Diabetes.";
    expect(encounterOf({ ...bare, note, bmi: null }).record.bmi).toBe(31);
    expect(encounterOf({ ...bare, note, diabetes: 0 }).record.diabetes).toBe(0);
  });

  it.each([
    ["family", "Mother has diabetes."],
    ["uncertain", "Possible diabetes."],
    ["uncertain", "Return if diabetes develops."],
  ] as const)("tells a mention that is %s, and takes no value from it: %s", (assertion, note) => {
    const { record, noteFindings } = encounterOf({ ...bare, note });
    expect(toldOf(noteFindings, note)).toEqual([["diabetes", null, "note", assertion, "diabetes"]]);
    expect("diabetes" in record).toBe(false);
    expect(encounterOf({ ...bare, note, diabetes: 1 }).noteFindings).toMatchObject([
      { feature: "diabetes", value: 1, source: "structured", assertion },
    ]);
  });

  it("keeps a record whose note the reader fails on, and says that it did", () => {
    const given = { ...bare, note: NOTE, age: 71 };
    const encounter = encounterOf(given, () => {
      throw new RangeError(NOTE);
    });
    expect(encounter).toEqual({ record: { ...given, note: "" }, noteFindings: [], isNoteUnread: true });
  });

  it("reads a note as far as there is time for, and no character farther", () => {
    const read: string[] = [];
    const reader = (note: string) => {
      read.push(note);
      return readNote("");
    };
    encounterOf({ ...bare, note: "x".repeat(NOTE_CHARACTERS_READ_MAX) }, reader);
    encounterOf({ ...bare, note: "x".repeat(NOTE_CHARACTERS_READ_MAX + 1) }, reader);
    expect(read.map(({ length }) => length)).toEqual([NOTE_CHARACTERS_READ_MAX, NOTE_CHARACTERS_READ_MAX]);
  });

  it("agrees with the note reader on whole notes, and stays a record of the schema", () => {
    for (const { note, expected } of dischargeSummaries) {
      const { record, noteFindings } = encounterOf({ ...bare, note });
      expect(record).toMatchObject(expected);
      expect(valuesOf(readNote(note).features)).toEqual(expected);
      expect(noteFindings.length).toBeLessThanOrEqual(NOTE_FINDINGS_MAX);
      expect(MedicalRecord["~standard"].validate(record)).toEqual({ value: record });
    }
  });

  it("carries no text of the note on, whatever the note is", () => {
    const sentence = fc.constantFrom(
      "Age 64.",
      "Diabetes.",
      "No HTN.",
      "BMI 30.",
      "Zzyzx Quux.",
      "Mother: DM2.",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(sentence, fc.string())), (sentences) => {
        const note = sentences.join(" ");
        const { record, noteFindings } = encounterOf({ ...bare, note });
        expect(record.note).toBe("");
        for (const { start, end, value } of noteFindings) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(note.length);
          expect([
            "Male",
            "Female",
            "Other",
            "Home",
            "Nursing_Facility",
            "Rehab",
            "number",
            "object",
          ]).toContain(typeof value === "string" ? value : typeof value);
        }
      }),
    );
  });
});
