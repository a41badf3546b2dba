/**
 * The accumulated operator keeps a running total of each key, without windows: the state of an aggregate, which is a
 * commutative monoid. One event may add to several keys.
 *
 * A page belongs to its shard for good: a child shard inherits nothing and begins at zero, and a total is what all shards'
 * pages have of its key, merged when it is read, those of closed shards too. So it does not matter which shard learns of a key.
 *
 * A page is bounded by its keys. One that is full refuses an event of another key, or, where the operator says what a total is
 * worth, forgets the eighth of its keys that are worth least, of equals the first by name: a function of the log alone.
 */
import type { Aggregate } from "../aggregate/aggregate.ts";
import type { Json } from "../state/json.ts";
import { writeKey } from "../state/key.ts";
import type { KeyedValue } from "./keyed-value.ts";
import type { Contribution, Operator, PrepareContext } from "./operator.ts";
import { PAGE_KEYS_MAX, requireRoom } from "./page-keys.ts";

export interface AccumulatedOptions<Event, Value extends Json, State extends Json, Result> {
  /** What an event adds, and to which keys. */
  readonly entries: (event: Event) => readonly KeyedValue<Value>[];
  /** The item in which a key is kept: the operator's own by default, one for all keys. */
  readonly page?: (key: string) => string;
  /** Keys that a page takes. */
  readonly pageKeysMax?: number;
  /** What a total is worth, when a full page has to forget some; without it, an event of one key more is dead-lettered. */
  readonly worth?: (state: State) => number;
  readonly aggregate: Aggregate<Value, State, Result>;
  /** The view's row of a key from its total over all shards. */
  readonly row: (key: string, result: Result) => { readonly [field: string]: Json };
}

interface Entry {
  readonly state: Json;
  /** A memo of `[key, state]` as JSON: its page is written for each entry that changes. */
  text: string | undefined;
}

type AccumulatedSection = ReadonlyMap<string, Entry>;

interface Draft {
  readonly entries: Map<string, Entry>;
  /** Keys whose states are copies of the draft's own. */
  readonly own: Set<string>;
}

/** How readers make a key's total of what shards have of it. */
export interface Accumulation {
  /** A shard's state of a key; undefined where it has none. */
  readonly stateOf: (section: unknown, key: string) => Json | undefined;
  readonly keysOf: (section: unknown) => Iterable<string>;
  /** A state of its own with the values added, from the key's state or from nothing. */
  readonly withValues: (state: Json | undefined, values: readonly Json[]) => Json;
  readonly merge: (one: Json, other: Json) => Json;
  readonly result: (state: Json) => unknown;
  readonly row: (key: string, state: Json) => { readonly [field: string]: Json };
}

/** Of a full page's keys one in so many leaves at once, so that making room is rare. */
const FORGOTTEN_SHARE = 8;

/** The options, made ready. */
interface Plan<Event> {
  readonly entries: (event: Event) => readonly KeyedValue[];
  readonly pageOf: (key: string, operator: string) => string;
  readonly pageKeysMax: number;
  readonly worth: ((state: Json) => number) | undefined;
  readonly aggregate: Aggregate<Json, Json, unknown>;
}

export function accumulated<Event, Value extends Json, State extends Json, Result>(
  options: AccumulatedOptions<Event, Value, State, Result>,
): Operator<Event> {
  const { page, pageKeysMax = PAGE_KEYS_MAX } = options;
  const plan: Plan<Event> = {
    entries: options.entries,
    pageOf: (key, operator) => (page === undefined ? operator : page(key)),
    pageKeysMax,
    worth: options.worth as Plan<Event>["worth"],
    // Its own states and values only reach it.
    aggregate: options.aggregate as unknown as Plan<Event>["aggregate"],
  };
  return {
    kind: "accumulated",
    stateful: false,
    prepare: (event, context, operator) => prepare(plan, event, context, operator),
    pageOf: plan.pageOf,
    openDraft: (state) =>
      ({ entries: new Map(state as AccumulatedSection | undefined), own: new Set() }) satisfies Draft,
    fold: (draft, { input }) => fold(plan, draft as Draft, input as readonly KeyedValue[]),
    closeDraft: (draft) => (draft as Draft).entries satisfies AccumulatedSection,
    encode: (state) => encodeSection(state as AccumulatedSection),
    decode: sectionFromJson,
    accumulation: accumulationOf(plan, options.row as RowOf),
  };
}

type RowOf = (key: string, result: unknown) => ReturnType<Accumulation["row"]>;

function accumulationOf<Event>({ aggregate }: Plan<Event>, row: RowOf): Accumulation {
  return {
    stateOf: (section, key) => (section as AccumulatedSection).get(key)?.state,
    keysOf: (section) => (section as AccumulatedSection).keys(),
    withValues(state, values) {
      let next = state === undefined ? aggregate.zero() : aggregate.clone(state);
      for (const value of values) next = aggregate.add(next, aggregate.input(value) as never);
      return next;
    },
    merge: aggregate.merge,
    result: aggregate.result,
    row: (key, state) => row(key, aggregate.result(state)),
  };
}

/** One contribution for each page that the event adds to. */
function prepare<Event>(
  { entries, pageOf, aggregate }: Plan<Event>,
  event: Event,
  { record, eventTimeMs }: PrepareContext,
  operator: string,
): readonly Contribution[] {
  const byPage = new Map<string, [string, Json][]>();
  for (const [key, value] of entries(event)) {
    const written = writeKey(key);
    const input: [string, Json] = [written, aggregate.input(value)];
    const name = pageOf(written, operator);
    const inputs = byPage.get(name);
    if (inputs === undefined) byPage.set(name, [input]);
    else inputs.push(input);
  }
  return Array.from(byPage, ([name, input]): Contribution => {
    return { record, eventTimeMs, operator, window: null, page: name, key: "", input };
  });
}

function fold<Event>(plan: Plan<Event>, draft: Draft, inputs: readonly KeyedValue[]): void {
  const { pageKeysMax, worth, aggregate } = plan;
  const { entries, own } = draft;
  if (worth === undefined) requireRoomFor(entries, inputs, pageKeysMax);
  for (const [key, input] of inputs) {
    const before = entries.get(key)?.state;
    if (before !== undefined && own.has(key)) {
      const state = aggregate.add(before, input as never);
      if (state !== before) entries.set(key, { state, text: undefined });
      continue;
    }
    if (before === undefined && worth !== undefined && entries.size >= pageKeysMax) forgetLeast(draft, worth);
    own.add(key);
    const start = before === undefined ? aggregate.zero() : aggregate.clone(before);
    entries.set(key, { state: aggregate.add(start, input as never), text: undefined });
  }
}

/** All keys of an event or none: a page that refuses one must not have changed. */
function requireRoomFor(entries: AccumulatedSection, inputs: readonly KeyedValue[], keysMax: number): void {
  if (entries.size + inputs.length <= keysMax) return;
  const added = new Set(inputs.map(([key]) => key).filter((key) => !entries.has(key)));
  if (added.size > 0) requireRoom(entries.size + added.size - 1, keysMax);
}

function forgetLeast({ entries, own }: Draft, worth: (state: Json) => number): void {
  const worths = Array.from(entries, ([key, { state }]) => ({ key, worth: worth(state) }));
  worths.sort((one, other) => one.worth - other.worth || (one.key < other.key ? -1 : 1));
  for (const { key } of worths.slice(0, Math.ceil(worths.length / FORGOTTEN_SHARE))) {
    entries.delete(key);
    own.delete(key);
  }
}

function encodeSection(section: AccumulatedSection): string {
  const texts: string[] = [];
  for (const [key, entry] of section) {
    entry.text ??= JSON.stringify([key, entry.state]);
    texts.push(entry.text);
  }
  return `[${texts.join(",")}]`;
}

function sectionFromJson(json: Json): AccumulatedSection {
  const entries = json as unknown as [string, Json][];
  return new Map(entries.map(([key, state]) => [key, { state, text: undefined }]));
}
