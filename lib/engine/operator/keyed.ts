/**
 * The keyed operator folds each key's events, in the order of the log, into a state of the key, and says something of
 * each event to the operators downstream: a score, a session, what the key was before.
 *
 * It takes every event, however late: `observe` sees event times and decides what an older event may still change.
 */
import { Map as PersistentMap } from "immutable";
import type { Json } from "../state/json.ts";
import { type KeyParts, writeKey } from "../state/key.ts";
import type { EventTimeMs } from "../time/event-time.ts";
import type { FoldContext, KeyRow, Operator } from "./operator.ts";
import { PAGE_KEYS_MAX, requireRoom } from "./page-keys.ts";

export interface Observed {
  readonly eventTimeMs: EventTimeMs;
  /** The event's identity: its own id, or the fingerprint of its text. */
  readonly identity: string;
}

export interface Observation<State extends Json, Value extends Json> {
  readonly state: State;
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

interface Entry {
  readonly state: Json;
  /** How many events the state has observed: of two copies of a state the one that saw more is the newer. */
  readonly observed: number;
  /** A memo of `[key, state, observed]` as JSON: its page is written for each entry that changes. */
  text: string | undefined;
}

/** Persistent: the next state of a page shares what a batch did not touch with the one before. */
export type KeyedSection = PersistentMap<string, Entry>;

const NO_KEYS: KeyedSection = PersistentMap();

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
    if (before === undefined) requireRoom(draft.size, pageKeysMax);
    const { event, identity, watermarkMs } = input;
    const { eventTimeMs } = context;
    const { state, output } = observe((before?.state ?? initial) as State, event, { eventTimeMs, identity });
    draft.set(written, { state, observed: (before?.observed ?? 0) + 1, text: undefined });
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
    encode: (state) => encodeSection(state as KeyedSection),
    decode: sectionFromJson,
    inherit: (parents) => newest(parents as readonly KeyedSection[]),
    keyRows: (state) => rowsOf(state as KeyedSection, row as RowOf),
  };
}

type RowOf = (key: string, state: Json) => ReturnType<KeyRow["rows"]>[number];

/** After a split and a merge both parents may know a key, one of them only from before the split. */
function newest(sections: readonly KeyedSection[]): KeyedSection {
  return NO_KEYS.withMutations((states) => {
    for (const section of sections) {
      for (const [key, entry] of section) {
        if (entry.observed >= (states.get(key)?.observed ?? 0)) states.set(key, entry);
      }
    }
  });
}

function rowsOf(section: KeyedSection, row: RowOf): KeyRow[] {
  const rows: KeyRow[] = [];
  section.forEach(({ state, observed }, key) => {
    rows.push({ key, rank: observed, rows: () => [row(key, state)] });
  });
  return rows;
}

function encodeSection(section: KeyedSection): string {
  const texts: string[] = [];
  for (const [key, entry] of section) {
    entry.text ??= JSON.stringify([key, entry.state, entry.observed]);
    texts.push(entry.text);
  }
  return `[${texts.join(",")}]`;
}

function sectionFromJson(json: Json): KeyedSection {
  const entries = json as unknown as [string, Json, number][];
  return PersistentMap(entries.map(([key, state, observed]) => [key, { state, observed, text: undefined }]));
}
