/**
 * Forgetting a key's sessions. Live ones leave the page with the event that asks for it. Those that have retired stand in
 * chunks that nobody rewrites: the page notes up to which end they are forgotten, under the key's fingerprint, and no reader shows
 * them; their bytes go when the history's retention ends. What comes after begins anew.
 *
 * The line between the two is the watermark: what has retired ended at or before it, and no later event is taken into a session that did.
 */
import { fingerprint } from "../state/fingerprint.ts";
import type { Json } from "../state/json.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { SessionDraft, SessionPlan } from "./fold-session.ts";
import type { SessionSection } from "./session-section.ts";

/** How an operator is told to forget, and how it recognises what it has forgotten. */
export interface SessionForgetting<Event> {
  /** True for an event that asks for its key's sessions to be forgotten; it is part of none. */
  readonly asks: (event: Event) => boolean;
  /** Whose session a row of the history is, and when it ended. */
  readonly sessionOf: (row: Json) => { readonly key: string; readonly endMs: number };
}

export function forgetSessions<Event>(
  { allowedLatenessMs }: SessionPlan<Event>,
  draft: SessionDraft,
  key: string,
  watermarkMs: EventTimeMs,
): void {
  const retiredToMs = Math.max(watermarkMs, draft.retiredToMs ?? watermarkMs);
  draft.forgotten.set(fingerprint(key), (retiredToMs - allowedLatenessMs) as EventTimeMs);
  const known = draft.keys.get(key);
  if (known === undefined) return;
  // Of an inherited key the parents' pages hold copies, which an empty entry that is newer hides.
  if (known.origin === "own") draft.keys.delete(key);
  else draft.keys.set(key, { sessions: [], observed: known.observed + 1, origin: "taken" });
}

/** Says which rows of a history were forgotten in one of the sections; undefined where none was. */
export function forgottenIn(
  sections: readonly SessionSection[],
  sessionOf: SessionForgetting<never>["sessionOf"],
): ((row: Json) => boolean) | undefined {
  const marks = new Map<string, EventTimeMs>();
  for (const { forgotten } of sections) {
    for (const [mark, toMs] of forgotten) {
      if (toMs > (marks.get(mark) ?? Number.NEGATIVE_INFINITY)) marks.set(mark, toMs);
    }
  }
  if (marks.size === 0) return undefined;
  return (row) => {
    const { key, endMs } = sessionOf(row);
    return endMs <= (marks.get(fingerprint(key)) ?? Number.NEGATIVE_INFINITY);
  };
}
