/**
 * What became of a message, or would in a dry run. `replayed` and `duplicate` messages are deleted, all others stay in
 * the queue; `expired` ones go only where that was asked for.
 */
export type Outcome = "replayed" | "duplicate" | "skipped" | "expired" | "tooLarge" | "failed";

/** From the best to the worst: a message of several records is as well off as the worst of them. */
export const OUTCOMES: readonly Outcome[] = [
  "replayed",
  "duplicate",
  "skipped",
  "expired",
  "tooLarge",
  "failed",
];

/** Why a record is not replayed, or a message stays although its records are. */
export interface Hindrance {
  readonly outcome: Exclude<Outcome, "replayed" | "duplicate">;
  /** A name, never a text that could quote the record. */
  readonly error: string | null;
}

export function worst(hindrances: readonly Hindrance[]): Hindrance | undefined {
  return hindrances.toSorted(
    (one, other) => OUTCOMES.indexOf(other.outcome) - OUTCOMES.indexOf(one.outcome),
  )[0];
}

/** An error told by its name alone: texts may quote what they failed on. */
export function errorName(error: unknown): string {
  const name = error instanceof Error ? error.name : "Error";
  return /^[\w.]{1,64}$/.test(name) ? name : "Error";
}
