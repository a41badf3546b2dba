/**
 * The session operator keeps, for each key, the aggregates of its sessions (lib/engine/window/session.ts). A live session
 * is a row that its next event changes; one that has retired is a row of the history, for good.
 *
 * An event is refused (`EXPIRED`) when the session that it would be alone is retired, whatever else is there: so the verdict
 * depends on the shard's log and not on state. Sessions retire into the history while the page is folded, all that are
 * due at once, when the watermark crosses a multiple of an eighth of the gap: a function of the log, too.
 */
import type { Aggregates, Results } from "../aggregate/aggregate.ts";
import { checkLayout, closeJournal, type JournalLayout, openJournal } from "../state/journal.ts";
import type { Json } from "../state/json.ts";
import { type KeyParts, writeKey } from "../state/key.ts";
import { type DurationMs, millis } from "../time/duration.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import { type SessionRule, windowOf } from "../window/session.ts";
import { isRetired, type Window } from "../window/window.ts";
import { foldSession, type SessionDraft, type SessionInput, type SessionPlan } from "./fold-session.ts";
import { forgottenIn, type SessionForgetting } from "./forget-sessions.ts";
import { EXPIRED, type KeyRow, type Operator } from "./operator.ts";
import { PAGE_KEYS_MAX } from "./page-keys.ts";
import {
  decodeSessions,
  encodeSessions,
  inheritSessions,
  NO_SESSIONS,
  type SessionSection,
} from "./session-section.ts";

export interface SessionOptions<Event, A extends Aggregates<Event>> {
  /** Events at most this far apart belong together. */
  readonly gap: DurationMs;
  /** Whether a session ends `gap` after its last or after its first event. */
  readonly from?: "last" | "first";
  /** From a session's first event to its last, at most. */
  readonly maxDuration?: DurationMs;
  /** How long after a session's end its events are still folded, ms. No default: it is a decision. */
  readonly allowedLateness: DurationMs;
  /** A part of the partition key's events at the most: all events of a key must come through one shard. */
  readonly key: (event: Event) => KeyParts;
  /** The item in which a key is kept: the operator's own by default, one for all keys. */
  readonly page?: (key: string) => string;
  /** Keys with sessions that a page takes; an event of one more is dead-lettered. */
  readonly pageKeysMax?: number;
  readonly aggregate: A;
  /** The view's row for a key, in its written form, and a session: from its first event to its end. */
  readonly row: (key: string, session: Window, results: Results<A>) => { readonly [field: string]: Json };
  /** Where retired sessions stay, by partition and the time of their end. */
  readonly history: JournalLayout & { readonly partition: (key: string) => string };
  readonly forget?: SessionForgetting<Event>;
}

/** Sessions that are due retire together, so that a page is not searched for each of its events. */
const SWEEPS_A_GAP = 8;

export function sessions<Event, A extends Aggregates<Event>>(
  options: SessionOptions<Event, A>,
): Operator<Event> {
  const plan = planOf(options);
  const { rule, allowedLatenessMs, aggregates, history, rowOf } = plan;
  const { key, page, forget } = options;
  const alone = (time: EventTimeMs) => windowOf(rule, { firstMs: time, lastMs: time });
  const { gapMs } = rule;
  return {
    kind: "session",
    stateful: true,
    journal: history,
    windowing: {
      assigner: { kind: "session", maxSizeMs: gapMs, boundaryMs: gapMs, assign: (time) => [alone(time)] },
      allowedLatenessMs,
    },
    prepare(event, { record, eventTimeMs, watermarkMs }, operator) {
      const isForget = forget?.asks(event) === true;
      if (!isForget && isRetired(alone(eventTimeMs), allowedLatenessMs, watermarkMs)) return EXPIRED;
      const written = writeKey(key(event));
      const values = isForget ? null : aggregates.map((aggregate) => aggregate.input(event));
      const input: SessionInput = { values, watermarkMs };
      const name = page === undefined ? operator : page(written);
      return [{ record, eventTimeMs, operator, window: null, page: name, key: written, input }];
    },
    openDraft: (state) => openSessions((state as SessionSection | undefined) ?? NO_SESSIONS),
    fold: (draft, contribution, context) =>
      foldSession(plan, draft as SessionDraft, contribution.key, contribution.input as SessionInput, context),
    closeDraft: (draft) => closeSessions(draft as SessionDraft),
    encode: (state) => encodeSessions(state as SessionSection),
    decode: decodeSessions,
    inherit: (parents) => inheritSessions(parents as readonly SessionSection[]),
    keyRows: (state) => liveRows(state as SessionSection, rowOf),
    ...(forget === undefined
      ? {}
      : { forgotten: (states) => forgottenIn(states as readonly SessionSection[], forget.sessionOf) }),
  };
}

function openSessions({ keys, journal, retiredToMs, forgotten }: SessionSection): SessionDraft {
  return {
    keys: keys.asMutable(),
    journal: openJournal(journal),
    retiredToMs,
    forgotten: forgotten.asMutable(),
  };
}

function closeSessions({ keys, journal, retiredToMs, forgotten }: SessionDraft): SessionSection {
  return {
    keys: keys.asImmutable(),
    journal: closeJournal(journal),
    retiredToMs,
    forgotten: forgotten.asImmutable(),
  };
}

function planOf<Event, A extends Aggregates<Event>>(options: SessionOptions<Event, A>): SessionPlan<Event> {
  const { history, pageKeysMax = PAGE_KEYS_MAX } = options;
  checkLayout(history);
  const gapMs = millis(options.gap);
  if (gapMs === 0) throw new RangeError("Cannot make sessions with a gap of 0 ms: expected at least 1 ms");
  const maxDurationMs = options.maxDuration ?? (Number.MAX_SAFE_INTEGER as DurationMs);
  const rule: SessionRule = { gapMs, from: options.from ?? "last", maxDurationMs };
  const names = Object.keys(options.aggregate);
  const aggregates = names.map((name) => options.aggregate[name] as Aggregates<Event>[string]);
  return {
    rule,
    allowedLatenessMs: millis(options.allowedLateness),
    sweepMs: Math.max(1, Math.floor(gapMs / SWEEPS_A_GAP)) as DurationMs,
    pageKeysMax,
    aggregates,
    history,
    rowOf(key, session) {
      const results = names.map((name, i) => [name, aggregates[i]?.result(session.states[i])]);
      return options.row(key, windowOf(rule, session), Object.fromEntries(results) as Results<A>);
    },
  };
}

function liveRows({ keys }: SessionSection, rowOf: SessionPlan<never>["rowOf"]): KeyRow[] {
  return Array.from(keys, ([key, { sessions, observed }]) => {
    return { key, rank: observed, rows: () => sessions.map((session) => rowOf(key, session)) };
  });
}
