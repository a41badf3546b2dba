/**
 * The keyed operator folds each key's events, in the order of the log, into a state of the key, and says something of
 * each event to the operators downstream: a score, a session, what the key was before.
 *
 * It takes every event, however late: `observe` sees event times and decides what an older event may still change.
 */
import type { Json } from "../state/json.ts";
import { type KeyParts, writeKey } from "../state/key.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import {
  decodeKeys,
  encodeKeys,
  entryAfter,
  inheritKeys,
  type KeyedSection,
  NO_KEYS,
  rowsOfKeys,
} from "./keyed-section.ts";
import type { FoldContext, Operator } from "./operator.ts";
import { PAGE_KEYS_MAX, requireRoom } from "./page-keys.ts";

export interface Observed {
  readonly eventTimeMs: EventTimeMs;
  /** The event's identity: its own id, or the fingerprint of its text. */
  readonly identity: string;
}

export interface Observation<State extends Json, Value extends Json> {
  /** undefined: the key's state ends here. Its row leaves the view, and its next event finds `initial` again. */
  readonly state: State | undefined;
  /** For the operators downstream; undefined to say nothing. Small: its page keeps it for a while. */
  readonly output?: Value;
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
  /** The view's row of a key from its state. */
  readonly row: (key: string, state: State) => { readonly [field: string]: Json };
}

interface Input<Event> {
  readonly event: Event;
  readonly identity: string;
  readonly watermarkMs: EventTimeMs;
}

export function keyed<Event, State extends Json, Value extends Json>(
  options: KeyedOptions<Event, State, Value>,
): Operator<Event> {
  const { key, page, pageKeysMax = PAGE_KEYS_MAX, initial, observe, row } = options;

  function fold(draft: KeyedSection, written: string, input: Input<Event>, context: FoldContext) {
    const before = draft.get(written);
    const { event, identity, watermarkMs } = input;
    const { eventTimeMs } = context;
    const known = before?.state === undefined ? initial : (before.state as State);
    const { state, output } = observe(known, event, { eventTimeMs, identity });
    const after = entryAfter(before, state);
    if (before === undefined && after !== undefined) requireRoom(draft.size, pageKeysMax);
    if (after === undefined) draft.delete(written);
    else draft.set(written, after);
    if (output !== undefined) context.say(identity, output, watermarkMs);
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
    openDraft: (state) => ((state as KeyedSection | undefined) ?? NO_KEYS).asMutable(),
    fold: (draft, contribution, context) =>
      fold(draft as KeyedSection, contribution.key, contribution.input as Input<Event>, context),
    closeDraft: (draft) => (draft as KeyedSection).asImmutable(),
    encode: (state) => encodeKeys(state as KeyedSection),
    decode: decodeKeys,
    inherit: (parents) => inheritKeys(parents as readonly KeyedSection[]),
    keyRows: (state) => rowsOfKeys(state as KeyedSection, (key, state) => row(key, state as State)),
    pageOf: (key, operator) => (page === undefined ? operator : page(key)),
    copyOf(state, key) {
      const entry = (state as KeyedSection).get(key);
      return entry === undefined ? undefined : { rank: entry.changes, state: entry.state };
    },
  };
}
