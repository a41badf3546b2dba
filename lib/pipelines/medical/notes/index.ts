/** Free-text clinical notes: what they tell of a record's fields, and whether they affirm a concept. */
export type { Assertion } from "./assertion.ts";
export type { ConditionVerdict, MentionAssertion } from "./features/condition.ts";
export type { Finding } from "./finding.ts";
export { NOTE_CHARACTERS_MAX } from "./note-text.ts";
export {
  type NoteConditions,
  type NoteFeatures,
  type NoteReading,
  type NoteValues,
  readNote,
  valuesOf,
} from "./read-note.ts";
