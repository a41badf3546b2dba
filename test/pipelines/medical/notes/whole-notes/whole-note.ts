/** A whole note with the full record that is expected from it: what is not named there must not be found. */
import type { NoteValues } from "../../../../../lib/pipelines/medical/notes/index.ts";

export interface WholeNote {
  /** Reads as a sentence behind "reads". */
  readonly name: string;
  readonly note: string;
  readonly expected: Partial<NoteValues>;
}
