/**
 * The keyed operator folds each key's events, in the order of the log, into a state of the key, and says something of
 * each event to the operators downstream: a score, a session, what the key was before.
 *
 * It takes every event, however late: `observe` sees event times and decides what an older event may still change.
 */
import type { Json } from "../state/json.ts";
import { type KeyParts, writeKey } from "../state/key.ts";
import { type EventTimeMs, isEventTime } from "../time/event-time.ts";
import {
  decodeKeys,
  encodeKeys,
  entryAfter,
  inheritKeys,
  type KeyedEntry,
  type KeyedSection,
  NO_KEYS,
  rowsOfKeys,
} from "./keyed-section.ts";
import type { Firing, FoldContext, Operator, OperatorTimers } from "./operator.ts";
import { PAGE_KEYS_MAX, requireRoom } from "./page-keys.ts";
import { earliestTimer, keepTimers, timersIn } from "./section-timers.ts";
import { type KeyTimer, TimerQueue } from "./timer-queue.ts";

export interface Observed {
  readonly eventTimeMs: EventTimeMs;
  /** The event's identity: its own id, or the fingerprint of its text. */
  readonly identity: string;
  /** The key as it is written. */
  readonly key: string;
}

export interface Observation<State extends Json, Value extends Json> {
  /** undefined: the key's state ends here. Its row leaves the view, and its next event finds `initial` again. */
  readonly state: State | undefined;
  /** For the operators downstream; undefined to say nothing. Small: its page keeps it for a while. */
  readonly output?: Value;
  /** Instead of one, several, in their order. */
  readonly outputs?: readonly Value[];
  /**
   * When `onTimer` shall see the key, in event time: instead of the timer that it has, if any; null cancels that one. What is due
   * already goes off at once.
   */
  readonly timerMs?: number | null;
}

/** What a key's timer does when the shard's watermark reaches it, in front of the record that moved it there. */
export interface KeyedTimer<State extends Json, Value extends Json> {
  /** The partition key of a key's events: behind a reshard the key's timer goes off in the shard that they come to. */
  readonly partitionKey: (key: string) => string;
  /**
   * A pure function. The timer is spent; one that it sets must be later. Should it throw, the state stays as it is, and the
   * loss is counted: no record could answer for it.
   */
  readonly onTimer: (state: State, timerMs: EventTimeMs, key: string) => Observation<State, Value>;
}

export interface KeyedOptions<Event, State extends Json, Value extends Json> {
  readonly key: (event: Event) => KeyParts;
  /** The item in which a key is kept: the operator's own by default, one for all keys. */
  readonly page?: (key: string) => string;
  /** Keys that a page takes; an event of one more is dead-lettered. */
  readonly pageKeysMax?: number;
  readonly initial: State;
  /** A pure function. May throw: the record is then dead-lettered whole. */
  readonly observe: (state: State, event: Event, observed: Observed) => Observation<State, Value>;
  readonly timer?: KeyedTimer<State, Value>;
  /** The view's row of a key from its state. */
  readonly row: (key: string, state: State) => { readonly [field: string]: Json };
}

interface Input<Event> {
  readonly event: Event;
  readonly identity: string;
  readonly watermarkMs: EventTimeMs;
}

/** What goes off at once must fit the page's item with all that it says. */
const TIMED_PAGE_KEYS_MAX = 2_000;

interface Draft {
  readonly keys: KeyedSection;
  readonly queue: TimerQueue;
}

export function keyed<Event, State extends Json, Value extends Json>(
  options: KeyedOptions<Event, State, Value>,
): Operator<Event> {
  const { key, page, initial, observe, timer, row } = options;
  const pageKeysMax = options.pageKeysMax ?? (timer === undefined ? PAGE_KEYS_MAX : TIMED_PAGE_KEYS_MAX);

  function fold(draft: Draft, written: string, input: Input<Event>, context: FoldContext) {
    const { keys } = draft;
    const before = keys.get(written);
    const { event, identity, watermarkMs } = input;
    const { eventTimeMs } = context;
    const known = before?.state === undefined ? initial : (before.state as State);
    const next = observe(known, event, { eventTimeMs, identity, key: written });
    const { state, timerMs = before?.timerMs ?? null } = next;
    const after = entryAfter(before, state, requireTime(timerMs));
    if (before === undefined && after !== undefined) requireRoom(keys.size, pageKeysMax);
    place(draft, written, after);
    outputsOf(next).forEach((output, i) => context.say(numbered(identity, i), output, watermarkMs));
  }

  return {
    kind: "keyed",
    stateful: true,
    prepare(event, { record, eventTimeMs, watermarkMs, identity }, operator) {
      const written = writeKey(key(event));
      const name = page === undefined ? operator : page(written);
      const input: Input<Event> = { event, identity: identity(), watermarkMs };
      return [{ record, eventTimeMs, operator, window: null, page: name, key: written, input }];
    },
    openDraft(state) {
      const keys = (state as KeyedSection | undefined) ?? NO_KEYS;
      const queue = timer === undefined ? new TimerQueue() : timersIn(keys).copy();
      return { keys: keys.asMutable(), queue } satisfies Draft;
    },
    fold: (draft, contribution, context) =>
      fold(draft as Draft, contribution.key, contribution.input as Input<Event>, context),
    closeDraft(draft) {
      const { keys, queue } = draft as Draft;
      const section = keys.asImmutable();
      if (timer !== undefined) keepTimers(section, queue);
      return section;
    },
    encode: (state) => encodeKeys(state as KeyedSection),
    decode: decodeKeys,
    inherit: (parents, owns) =>
      inheritKeys(
        parents as readonly KeyedSection[],
        (key) => timer === undefined || owns(timer.partitionKey(key)),
      ),
    keyRows: (state) => rowsOfKeys(state as KeyedSection, (key, state) => row(key, state as State)),
    pageOf: (key, operator) => (page === undefined ? operator : page(key)),
    copyOf(state, key) {
      const entry = (state as KeyedSection).get(key);
      return entry === undefined ? undefined : { rank: entry.changes, state: entry.state };
    },
    ...(timer === undefined ? {} : { timers: timersOf(timer) }),
  };
}

function timersOf<State extends Json, Value extends Json>({
  onTimer,
}: KeyedTimer<State, Value>): OperatorTimers {
  function fire(draft: Draft, { key, timerMs }: KeyTimer, firing: Firing): void {
    const before = draft.keys.get(key);
    // Replaced or cancelled since.
    if (before?.timerMs !== timerMs) return;
    firing.begin(key, timerMs);
    let next: Observation<State, Value>;
    try {
      next = onTimer(before.state as State, timerMs, key);
      requireLater(next.timerMs, timerMs);
    } catch {
      firing.fail();
      next = { state: before.state as State };
    }
    place(draft, key, entryAfter(before, next.state, requireTime(next.timerMs ?? null)));
    outputsOf(next).forEach((output, i) => firing.say(numbered(key, i), output));
  }

  return {
    earliest: (state) => earliestTimer(state as KeyedSection)?.timerMs,
    nextMs: (draft) => (draft as Draft).queue.first?.timerMs ?? Number.POSITIVE_INFINITY,
    fire(draft, watermarkMs, firing) {
      const { queue } = draft as Draft;
      for (let due = queue.takeDue(watermarkMs); due !== undefined; due = queue.takeDue(watermarkMs)) {
        fire(draft as Draft, due, firing);
      }
    },
  };
}

function outputsOf<State extends Json, Value extends Json>(
  next: Observation<State, Value>,
): readonly Value[] {
  if (next.outputs !== undefined) return next.outputs;
  return next.output === undefined ? [] : [next.output];
}

/** The identity of the i-th output: that of the first says nothing of its number. */
function numbered(identity: string, i: number): string {
  return i === 0 ? identity : `${identity}#${i}`;
}

function place({ keys, queue }: Draft, key: string, entry: KeyedEntry | undefined): void {
  const timerMs = entry?.timerMs ?? null;
  if (timerMs !== null && timerMs !== keys.get(key)?.timerMs) queue.add({ key, timerMs });
  if (entry === undefined) keys.delete(key);
  else keys.set(key, entry);
}

function requireTime(timerMs: number | null): EventTimeMs | null {
  if (timerMs !== null && !isEventTime(timerMs)) {
    throw new RangeError("Cannot set a timer: expected whole milliseconds of event time");
  }
  return timerMs;
}

/** One that is not would go off for ever. */
function requireLater(nextMs: number | null | undefined, timerMs: EventTimeMs): void {
  if (nextMs !== undefined && nextMs !== null && requireTime(nextMs) !== null && nextMs <= timerMs) {
    throw new RangeError("Cannot set a timer from a timer: expected a later one");
  }
}
