/** Which concepts a sentence affirms, when they are true and of whom; and that each concept asked has its answer. */
import { describe, expect, it } from "vitest";
import { type Assertion, readNote } from "../../../../lib/pipelines/medical/notes/index.ts";
import { reportCases } from "./report-cases.ts";
import {
  affirmedCases,
  type AssertionCase,
  familyCases,
  historicalCases,
  hypotheticalCases,
  negatedCases,
  patientCases,
  plain,
  recentCases,
} from "./assertion-cases.ts";

function assertionOf([concept, note]: AssertionCase): Assertion | undefined {
  return readNote(note, [concept]).assertions[0];
}

function each(name: string, cases: readonly AssertionCase[], part: Partial<Assertion>): void {
  it.each(cases)(`${name}: %s in "%s"`, (concept, note) => {
    expect(assertionOf([concept, note])).toMatchObject({ concept, ...part });
  });
}

describe("assertConcepts() reads", () => {
  each("as negated", negatedCases, { negation: "Negated" });
  each("as affirmed", affirmedCases, { negation: "Affirmed" });
  each("as historical", historicalCases, { temporality: "Historical", negation: "Affirmed" });
  each("as recent", recentCases, { temporality: "Recent", negation: "Affirmed" });
  each("as what may come", hypotheticalCases, { temporality: "Not particular" });
  each("of the family", familyCases, { experiencer: "Family member", negation: "Affirmed" });
  each("of the patient", patientCases, { experiencer: "Patient", negation: "Affirmed" });
});

describe("assertConcepts() reads in reports", () => {
  it.each(reportCases)('%s in "%s" as %s', (concept, note, negation) => {
    expect(assertionOf([concept, note])).toMatchObject({ concept, negation });
  });
});

describe("assertConcepts()", () => {
  it("answers for each concept asked, in order, repeated and unknown ones included", () => {
    const concepts = ["cough", "fever", "cough", "hepatitis", "", "  ", "Fever"];
    const { assertions } = readNote("No fever. Has a cough.", concepts);
    expect(assertions.map(({ concept }) => concept)).toEqual(concepts);
    expect(assertions.map(({ negation }) => negation)).toEqual([
      "Affirmed",
      "Negated",
      "Affirmed",
      "Affirmed",
      "Affirmed",
      "Affirmed",
      "Negated",
    ]);
  });

  it.each([
    ["inflection", "fevers", "She denies fever."],
    ["case and spaces", "CHEST   Pain", "No chest pain."],
    ["punctuation", "nausea/vomiting", "Denies nausea, vomiting."],
    ["word order", "pain in the abdomen", "No pain was felt; none in abdomen."],
    ["an abbreviation", "hypertension", "Denies HTN."],
    ["a name for an abbreviation", "SOB", "No shortness of breath."],
    ["a line break within it", "shortness of breath", "Denies shortness of\nbreath."],
    ["words between", "lower extremity edema", "No lower left extremity pitting edema."],
  ])("finds a concept through %s", (_, concept, note) => {
    expect(readNote(note, [concept]).assertions[0]).toMatchObject({ concept, negation: "Negated" });
  });

  it("gives a concept that the note does not mention the plain reading", () => {
    expect(readNote("Denies fever.", ["gout"]).assertions).toEqual([{ concept: "gout", ...plain }]);
  });

  it("lets a mention that affirms outweigh one that denies, in another sentence", () => {
    const note = "Denies chest pain at rest. Chest pain on exertion since Monday.";
    expect(readNote(note, ["chest pain"]).assertions[0]).toMatchObject({ negation: "Affirmed" });
  });

  it("reads a family history's section as the family's, up to the next heading", () => {
    const note = "FAMILY HISTORY:\nStroke\nGout\n\nPAST MEDICAL HISTORY:\nAsthma\n\nPLAN:\nTreat cough";
    const told = readNote(note, ["stroke", "gout", "asthma", "cough"]).assertions;
    expect(told.map(({ experiencer }) => experiencer)).toEqual([
      "Family member",
      "Family member",
      "Patient",
      "Patient",
    ]);
    expect(told.map(({ temporality }) => temporality)).toEqual([
      "Historical",
      "Historical",
      "Historical",
      "Recent",
    ]);
  });
});
