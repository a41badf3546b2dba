/**
 * An encounter is a record with what its note says of the fields that the record lacks. Field by field: a structured
 * field wins, null counts as lacking. Every finding of the note is told, used or not, by its place in the note and
 * never by its text; and the note itself is not carried on.
 */
import type { MedicalRecord } from "../medical-record.ts";
import { type MentionAssertion, type NoteReading, type NoteValues, readNote } from "../notes/index.ts";

/** In the order in which findings are told. */
const NOTE_FIELDS = [
  "age",
  "gender",
  "systolic_bp",
  "diastolic_bp",
  "cholesterol",
  "bmi",
  "diabetes",
  "hypertension",
  "medication_count",
  "length_of_stay",
  "discharge_destination",
] as const satisfies readonly (keyof NoteValues)[];

/** Reading takes some 0.7 ms for 1,000 characters, and an assessment may never take 200 ms: what is behind is not read. */
export const NOTE_CHARACTERS_READ_MAX = 1 << 17;

/** No encounter has more: one a field. */
export const NOTE_FINDINGS_MAX = NOTE_FIELDS.length;

type NoteField = (typeof NOTE_FIELDS)[number];

export interface NoteFinding {
  readonly feature: NoteField;
  /** What the encounter is assessed with; null when neither note nor field says it of the patient. */
  readonly value: NoteValues[NoteField] | null;
  /** Whose value that is: `structured` where the record's own field overrode the note. */
  readonly source: "note" | "structured";
  /** Where the note tells of it: the characters `[start, end)`, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** How the note says it, whichever value is used. */
  readonly assertion: MentionAssertion;
}

export interface Encounter {
  /** With the note's values; its text is empty. */
  readonly record: MedicalRecord;
  readonly noteFindings: readonly NoteFinding[];
  /** The note could not be read: the record stands as if it had none. */
  readonly isNoteUnread: boolean;
}

export type NoteReader = (note: string) => Pick<NoteReading, "features" | "conditions">;

const NO_FINDINGS: readonly NoteFinding[] = [];

/** @param read may throw, which costs the note and not the record. */
export function encounterOf(record: MedicalRecord, read: NoteReader = readNote): Encounter {
  const { note } = record;
  if (note === undefined || note === null) return { record, noteFindings: NO_FINDINGS, isNoteUnread: false };
  const own = { ...record, note: "" };
  let reading: ReturnType<NoteReader>;
  try {
    reading = read(note.slice(0, NOTE_CHARACTERS_READ_MAX));
  } catch {
    return { record: own, noteFindings: NO_FINDINGS, isNoteUnread: true };
  }
  const noteFindings = findingsOf(record, reading);
  const told = noteFindings.filter(({ source, value }) => source === "note" && value !== null);
  const values = Object.fromEntries(told.map(({ feature, value }) => [feature, value]));
  return { record: { ...own, ...values }, noteFindings, isNoteUnread: false };
}

function findingsOf(record: MedicalRecord, { features, conditions }: ReturnType<NoteReader>): NoteFinding[] {
  return NOTE_FIELDS.flatMap((feature): readonly NoteFinding[] => {
    const verdict = feature === "diabetes" || feature === "hypertension" ? conditions[feature] : undefined;
    const evidence = verdict ?? features[feature];
    if (evidence === undefined) return [];
    const { start, end } = evidence;
    const field = record[feature] ?? null;
    const value = field ?? features[feature]?.value ?? null;
    const source = field === null ? "note" : "structured";
    return [{ feature, value, source, start, end, assertion: verdict?.value.assertion ?? "affirmed" }];
  });
}
