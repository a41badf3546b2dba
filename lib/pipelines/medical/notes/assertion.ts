/**
 * An assertion says of a concept whether the note affirms it, when it is true, and of whom. Uncertainty ("possible
 * pneumonia") is affirmed here, as in the ConText corpus; a concept that the note does not mention is given the
 * plain reading: affirmed, recent, the patient's.
 */
import { findConcept } from "./find-concept.ts";
import { modifiersOfTokens, type NoteText, sentenceAt } from "./note-text.ts";
import type { TokenRange } from "./scopes.ts";
import type { Token } from "./tokens.ts";
import type { Modifier } from "./triggers.ts";

export interface Assertion {
  readonly concept: string;
  readonly negation: "Affirmed" | "Negated";
  /** `Not particular` is what may come to be: "return if fever". */
  readonly temporality: "Recent" | "Historical" | "Not particular";
  readonly experiencer: "Patient" | "Family member" | "Other";
}

/** One assertion for each concept, in their order. */
export function assertConcepts(note: NoteText, concepts: readonly string[]): readonly Assertion[] {
  return concepts.map((concept) => assertConcept(note, concept));
}

/** Of several mentions, the first that affirms the concept of the patient decides; else the first of all. */
function assertConcept(note: NoteText, concept: string): Assertion {
  const mentions = deciding(note, findConcept(note.words, concept));
  const assertions = mentions.map((range) => describe(concept, modifiersOfTokens(note, range)));
  const affirmed = assertions.find(
    ({ negation, experiencer }) => negation === "Affirmed" && experiencer === "Patient",
  );
  return affirmed ?? assertions[0] ?? describe(concept, new Set());
}

/**
 * A heading ("Allergies: no known allergies") is no mention where there are others; a sentence that names a concept
 * twice has its verdict at the end.
 */
function deciding(note: NoteText, mentions: readonly TokenRange[]): readonly TokenRange[] {
  const { tokens } = note.words;
  const prose = mentions.filter(({ end }) => tokens[end]?.word !== ":");
  const counting = prose.length > 0 ? prose : mentions;
  const sentenceOf = ({ first }: TokenRange) => sentenceAt(note, (tokens[first] as Token).start);
  return counting.filter((mention, i) => {
    const next = counting[i + 1];
    return next === undefined || sentenceOf(next) !== sentenceOf(mention);
  });
}

function describe(concept: string, modifiers: ReadonlySet<Modifier>): Assertion {
  return {
    concept,
    negation: modifiers.has("negated") ? "Negated" : "Affirmed",
    temporality: temporalityOf(modifiers),
    experiencer: experiencerOf(modifiers),
  };
}

function temporalityOf(modifiers: ReadonlySet<Modifier>): Assertion["temporality"] {
  if (modifiers.has("hypothetical")) return "Not particular";
  return modifiers.has("historical") ? "Historical" : "Recent";
}

function experiencerOf(modifiers: ReadonlySet<Modifier>): Assertion["experiencer"] {
  if (modifiers.has("family")) return "Family member";
  return modifiers.has("other") ? "Other" : "Patient";
}
