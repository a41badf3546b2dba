/**
 * Folding an event into a page of sessions: what is due retires into the history, then the event joins the live sessions
 * that it is near to, or begins one.
 */
import type { Aggregates } from "../aggregate/aggregate.ts";
import { append, type JournalDraft, type JournalLayout } from "../state/journal.ts";
import type { Json } from "../state/json.ts";
import { alignDown } from "../time/align.ts";
import type { DurationMs } from "../time/duration.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import { type SessionRule, sessionsJoinedBy, spanOf, windowOf } from "../window/session.ts";
import { isRetired } from "../window/window.ts";
import { forgetSessions } from "./forget-sessions.ts";
import type { FoldContext, KeyRow } from "./operator.ts";
import { requireRoom } from "./page-keys.ts";
import type { KeySessions, Session, SessionSection } from "./session-section.ts";

/** The operator's options, made ready. */
export interface SessionPlan<Event> {
  readonly rule: SessionRule;
  readonly allowedLatenessMs: DurationMs;
  /** Sessions that are due retire together when the watermark crosses a multiple of this. */
  readonly sweepMs: DurationMs;
  readonly pageKeysMax: number;
  readonly aggregates: readonly Aggregates<Event>[string][];
  readonly history: JournalLayout & { readonly partition: (key: string) => string };
  readonly rowOf: (key: string, session: Session) => ReturnType<KeyRow["rows"]>[number];
}

export interface SessionDraft {
  readonly keys: SessionSection["keys"];
  readonly journal: JournalDraft;
  retiredToMs: EventTimeMs | null;
  readonly forgotten: SessionSection["forgotten"];
}

export interface SessionInput {
  /** One of each aggregate; null of an event that asks for the key's sessions to be forgotten. */
  readonly values: readonly Json[] | null;
  readonly watermarkMs: EventTimeMs;
}

export function foldSession<Event>(
  plan: SessionPlan<Event>,
  draft: SessionDraft,
  key: string,
  { values, watermarkMs }: SessionInput,
  context: FoldContext,
): void {
  if (values !== null && !draft.keys.has(key)) requireRoom(draft.keys.size, plan.pageKeysMax);
  sweep(plan, draft, watermarkMs, context);
  if (values === null) {
    forgetSessions(plan, draft, key, watermarkMs);
    return;
  }
  const known = draft.keys.get(key);
  const isOver = (session: Session) => isSessionOver(plan, session, watermarkMs);
  const over = (known?.sessions ?? []).filter(isOver);
  const live = (known?.sessions ?? []).filter((session) => !isOver(session));
  draft.keys.set(key, {
    sessions: [...over, ...withEvent(plan, live, context.eventTimeMs, values)],
    observed: (known?.observed ?? 0) + 1,
    origin: known === undefined ? "own" : known.origin === "inherited" ? "taken" : known.origin,
  });
}

function isSessionOver<Event>(plan: SessionPlan<Event>, session: Session, watermarkMs: EventTimeMs): boolean {
  return isRetired(windowOf(plan.rule, session), plan.allowedLatenessMs, watermarkMs);
}

/** The live sessions with one event more, merged where it bridges them. */
function withEvent<Event>(
  { rule, aggregates }: SessionPlan<Event>,
  live: readonly Session[],
  eventTimeMs: EventTimeMs,
  values: readonly Json[],
): readonly Session[] {
  const places = sessionsJoinedBy(rule, live, eventTimeMs);
  const joined = places.map((place) => live[place] as Session);
  const alone: Session = {
    firstMs: eventTimeMs,
    lastMs: eventTimeMs,
    states: aggregates.map(({ zero }) => zero()),
  };
  const { firstMs, lastMs, states } = joined.reduce(
    (one, other): Session => ({
      ...spanOf(one, other),
      states: aggregates.map(({ merge }, i) => merge(one.states[i], other.states[i])),
    }),
    alone,
  );
  const added = aggregates.map(({ add, clone }, i) => add(clone(states[i]), values[i] as never));
  const others = live.filter((_, place) => !places.includes(place));
  return [...others, { firstMs, lastMs, states: added }].sort((one, other) => one.firstMs - other.firstMs);
}

/** Moves what has retired into the history. */
function sweep<Event>(
  plan: SessionPlan<Event>,
  draft: SessionDraft,
  watermarkMs: EventTimeMs,
  context: FoldContext,
): void {
  const dueMs = alignDown(watermarkMs, plan.sweepMs);
  if (draft.retiredToMs !== null && dueMs <= draft.retiredToMs) return;
  draft.retiredToMs = dueMs;
  for (const [key, entry] of [...draft.keys]) {
    if (entry.origin === "inherited") continue;
    const over = entry.sessions.filter((session) => isSessionOver(plan, session, dueMs));
    if (over.length === 0) continue;
    for (const session of over) retire(plan, draft, key, session, context);
    keep(draft, key, { ...entry, sessions: entry.sessions.filter((session) => !over.includes(session)) });
  }
}

function retire<Event>(
  { rule, history, rowOf }: SessionPlan<Event>,
  { journal }: SessionDraft,
  key: string,
  session: Session,
  context: FoldContext,
): void {
  const { endMs } = windowOf(rule, session);
  const closed = append(journal, history, history.partition(key), endMs, JSON.stringify(rowOf(key, session)));
  for (const tail of closed) context.closeTail(tail, history);
}

/** A key of the shard's own without sessions is forgotten; a taken one hides its parents' copies for as long as they are there. */
function keep({ keys }: SessionDraft, key: string, entry: KeySessions): void {
  if (entry.sessions.length === 0 && entry.origin === "own") keys.delete(key);
  else keys.set(key, entry);
}
