/** What holds of any text: it is read, evidence lies in it, its length costs time in proportion. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOTE_CHARACTERS_MAX, readNote } from "../../../../lib/pipelines/medical/notes/index.ts";
import { tokensOf } from "../../../../lib/pipelines/medical/notes/tokens.ts";
import { sentencesOf } from "../../../../lib/pipelines/medical/notes/sentences.ts";

const SEED = 20_240_611;
const RUNS = 300;

/** Pieces of notes in any order: sentences that no person would write, but every reader meets. */
const PIECES = [
  "72-year-old",
  " male",
  "BP ",
  "142/88",
  " no history of ",
  "diabetes",
  ", ",
  ". ",
  "\n",
  ":",
  "Medications",
  " - ",
  "metformin 500 mg",
  "FAMILY HISTORY:",
  "discharged to ",
  "home",
  " 5 days",
  "admitted ",
  "3/1",
  "(",
  ")",
  "denies",
  "weight 80 kg",
  "5'10\"",
  "\u{1F9EA}",
  "é",
  "\u0000",
  "BMI",
  "999",
  "\t",
];

const pieced = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(""));
const anyText = fc.oneof(
  pieced,
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.string({ maxLength: 400 }),
);

describe("readNote()", () => {
  it("reads any text, with evidence that lies in it and one assertion for each concept", () => {
    fc.assert(
      fc.property(anyText, fc.array(anyText, { maxLength: 5 }), (note, concepts) => {
        const { features, assertions } = readNote(note, concepts);
        expect(assertions.map(({ concept }) => concept)).toEqual(concepts);
        for (const { value, source, start, end } of Object.values(features)) {
          expect(source).toBe("note");
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(note.length);
          if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it("gives the same reading each time", () => {
    fc.assert(
      fc.property(pieced, (note) => {
        expect(readNote(note, ["diabetes"])).toEqual(readNote(note, ["diabetes"]));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it("points at the words that it read a value from", () => {
    const note = "Seen today: 72-year-old male. BP 142/88. Denies diabetes. Discharged to SNF.";
    const { features } = readNote(note);
    const evidence = Object.fromEntries(
      Object.entries(features).map(([name, { start, end }]) => [name, note.slice(start, end)]),
    );
    expect(evidence).toMatchObject({
      age: "72-year-old",
      systolic_bp: "BP 142/88",
      diastolic_bp: "BP 142/88",
      diabetes: "diabetes",
      discharge_destination: "Discharged to SNF",
    });
  });

  it("does not look behind its limit", () => {
    const note = `${" ".repeat(NOTE_CHARACTERS_MAX)}72-year-old male`;
    expect(readNote(note).features).toEqual({});
  });

  const repeated = [
    ["a word", "pain "],
    ["digits", "1"],
    ["digits and spaces", "12 "],
    ["spaces", " "],
    ["line feeds", "\n"],
    ["full stops", "."],
    ["parentheses", "("],
    ["colons", "a:"],
    ["dashes", "- "],
    ["a label without its value", "BP is at the "],
    ["blood pressures", "BP 142/88 "],
    ["denials", "denies no "],
    ["commas", "diabetes, hypertension, "],
    ["headings", "PMH:\n"],
    ["medications", "metformin 500 mg, "],
    ["discharges", "discharged to "],
    ["ages", "72-year-old "],
    ["admissions", "admitted on 3/1 "],
    ["pronouns", "he "],
    ["takes", "takes on "],
    ["letters", "a"],
    ["dashed letters", "a-"],
    ["number words", "twenty-"],
    ["boxes", "[ ] diabetes "],
    ["sentences", "Patient is on metformin and lisinopril. "],
  ] as const;

  it.each(repeated)("reads 100,000 characters of %s in well under a second", (_, piece) => {
    const note = piece.repeat(Math.ceil(100_000 / piece.length));
    const startedMs = performance.now();
    readNote(note, ["diabetes", "severe chest pain", "a a a a"]);
    expect(performance.now() - startedMs).toBeLessThan(900);
  });
});

describe("tokensOf() and sentencesOf()", () => {
  it("cut a text into ordered parts that do not overlap", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const parts of [tokensOf(text), sentencesOf(text)]) {
          let at = 0;
          for (const { start, end } of parts) {
            expect(start).toBeGreaterThanOrEqual(at);
            expect(end).toBeGreaterThan(start);
            at = end;
          }
          expect(at).toBeLessThanOrEqual(text.length);
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
