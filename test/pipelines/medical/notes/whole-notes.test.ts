/**
 * Synthetic notes in the styles that clinicians write, each with its full record. Choices that they hold: the last
 * blood pressure, cholesterol, stay and destination count, the first age; an affirmed diagnosis outweighs a denial.
 */
import { describe, expect, it } from "vitest";
import { readNote, valuesOf } from "../../../../lib/pipelines/medical/notes/index.ts";
import { clinicNotes } from "./whole-notes/clinic-notes.ts";
import { dischargeSummaries } from "./whole-notes/discharge-summaries.ts";
import { medicationNotes } from "./whole-notes/medication-notes.ts";
import { mixedNotes } from "./whole-notes/mixed-notes.ts";
import { progressNotes } from "./whole-notes/progress-notes.ts";
import { terseNotes } from "./whole-notes/terse-notes.ts";
import { variedNotes } from "./whole-notes/varied-notes.ts";

const notes = [
  ...clinicNotes,
  ...dischargeSummaries,
  ...progressNotes,
  ...medicationNotes,
  ...mixedNotes,
  ...terseNotes,
  ...variedNotes,
];

describe("readNote() reads", () => {
  it.each(notes.map(({ name, ...rest }) => [name, rest] as const))("%s", (_, { note, expected }) => {
    expect(valuesOf(readNote(note).features)).toEqual(expected);
  });

  it("the same from a note in capitals and in lower case", () => {
    const told = (note: string) => Object.keys(readNote(note).features);
    const labelled = notes.filter(({ note }) => /^\d\d-year-old/.test(note));
    expect(labelled.length).toBeGreaterThan(5);
    for (const { note } of labelled) {
      expect(told(note.toUpperCase())).toEqual(told(note));
      expect(told(note.toLowerCase())).toEqual(told(note));
    }
  });
});
