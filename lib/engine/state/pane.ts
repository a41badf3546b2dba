/**
 * A pane is one emission of a window's page: ON_TIME when the watermark passes the window's end, then LATE
 * for each later change until the window retires. `(operator, window, page, index)` identifies it for ever;
 * panes accumulate (a later one repeats the earlier content).
 *
 * A pane remembers how far it merged each shard, so that whether a new one is due is a comparison.
 */
import type { Window } from "../window/window.ts";
import type { SequenceNumber } from "./sequence-number.ts";

export interface PaneKey {
  readonly operator: string;
  readonly window: Window;
  readonly page: string;
}

/** A pane key as text, unique within its pipeline. */
export function paneId({ operator, window, page }: PaneKey): string {
  return `${operator}|${window.startMs},${window.endMs}|${page}`;
}

export type PaneTiming = "ON_TIME" | "LATE";

export interface Pane {
  readonly key: PaneKey;
  readonly index: number;
  readonly timing: PaneTiming;
  /** The optimistic lock, and the order of row writes: a row is only replaced by one of a higher version. */
  readonly version: number;
  /** For each shard, the operator's mark in the page that was merged. */
  readonly marks: ReadonlyMap<string, SequenceNumber>;
  /** False between claiming the pane and having written its rows; found false, the rows are written again. */
  readonly published: boolean;
  /** True once the window is retired: only an amendment changes the rows again. */
  readonly final: boolean;
  /** The version of the archive that a final pane shows; null before. */
  readonly archive: number | null;
}

/** True when some shard has folded more than the pane shows. */
export function isPaneDue(pane: Pane | undefined, marks: ReadonlyMap<string, SequenceNumber>): boolean {
  if (pane === undefined || !pane.published) return true;
  for (const [shardId, mark] of marks) {
    const shown = pane.marks.get(shardId);
    if (shown === undefined || mark > shown) return true;
  }
  return false;
}
