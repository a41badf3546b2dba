/**
 * The detect operator looks at each event and raises alerts: by a pure rule on the event alone (`judge`), by a
 * detector with keyed state (`adaptive`), or both.
 *
 * Alerts go three ways: into the page's emissions (so that the table's change stream carries each on once),
 * and into a journal by partition and time, from which the alert view is read. An alert's id is derived from
 * its event, so that raising it again is raising the same one.
 */
import {
  append,
  checkLayout,
  closeJournal,
  decodeJournal,
  encodeJournal,
  type Journal,
  type JournalDraft,
  type JournalLayout,
  openJournal,
} from "../state/journal.ts";
import type { Json } from "../state/json.ts";
import { type KeyParts, writeKey } from "../state/key.ts";
import { ALERTS } from "./channel.ts";
import type { Contribution, FoldContext, Operator } from "./operator.ts";
import { PAGE_KEYS_MAX, requireRoom } from "./page-keys.ts";

export interface Alert {
  readonly id: string;
  /** Alerts of one partition share chunks: the alert's type, mostly. */
  readonly partition: string;
  readonly row: { readonly [field: string]: Json };
}

/** A detector with state for each key. */
export interface AdaptiveDetector<Event, State extends Json> {
  readonly appliesTo: (event: Event) => boolean;
  readonly initial: State;
  /** May throw: the record is then dead-lettered whole. */
  readonly observe: (
    state: State,
    event: Event,
    identity: string,
  ) => { readonly state: State; readonly alerts: readonly Alert[] };
}

export interface DetectOptions<Event, State extends Json> extends JournalLayout {
  readonly key: (event: Event) => KeyParts;
  /** The item in which a key is kept: the operator's own by default, one for all keys. */
  readonly page?: (key: string) => string;
  /** Keys with state that a page takes; an event of one more is dead-lettered. */
  readonly pageKeysMax?: number;
  readonly judge?: (event: Event, identity: () => string) => readonly Alert[];
  readonly adaptive?: AdaptiveDetector<Event, State>;
}

export interface DetectSection {
  readonly states: ReadonlyMap<string, Json>;
  /** How many events each key's state has observed: of two copies of a state the one that saw more is the newer. */
  readonly observed: ReadonlyMap<string, number>;
  readonly journal: Journal;
}

interface Draft {
  readonly states: Map<string, Json>;
  readonly observed: Map<string, number>;
  readonly journal: JournalDraft;
}

interface Input<Event> {
  readonly alerts: readonly Alert[];
  readonly observed: { readonly event: Event; readonly identity: string } | null;
}

const NO_ALERTS: readonly Alert[] = [];
const NOTHING: readonly Contribution[] = [];

export function detect<Event, State extends Json>(options: DetectOptions<Event, State>): Operator<Event> {
  const { key, page, judge, adaptive, pageKeysMax = PAGE_KEYS_MAX } = options;
  checkLayout(options);

  function fold(draft: Draft, written: string, input: Input<Event>, context: FoldContext): void {
    const { observed } = input;
    if (observed !== null && !draft.states.has(written)) requireRoom(draft.states.size, pageKeysMax);
    const before = draft.states.get(written) as State | undefined;
    const next =
      observed === null
        ? undefined
        : adaptive?.observe(before ?? adaptive.initial, observed.event, observed.identity);
    raise(options, draft, input.alerts, context);
    if (next === undefined) return;
    draft.states.set(written, next.state);
    draft.observed.set(written, (draft.observed.get(written) ?? 0) + 1);
    raise(options, draft, next.alerts, context);
  }

  return {
    kind: "detect",
    channel: ALERTS,
    journal: options,
    stateful: adaptive !== undefined,
    prepare(event, { record, eventTimeMs, identity }, operator) {
      const alerts = judge === undefined ? NO_ALERTS : judge(event, identity);
      const isObserved = adaptive?.appliesTo(event) ?? false;
      if (alerts.length === 0 && !isObserved) return NOTHING;
      const written = writeKey(key(event));
      const observed = isObserved ? { event, identity: identity() } : null;
      const input: Input<Event> = { alerts, observed };
      const name = page === undefined ? operator : page(written);
      return [{ record, eventTimeMs, operator, window: null, page: name, key: written, input }];
    },
    openDraft(state) {
      const section = state as DetectSection | undefined;
      return {
        states: new Map(section?.states),
        observed: new Map(section?.observed),
        journal: openJournal(section?.journal),
      } satisfies Draft;
    },
    fold: (draft, contribution, context) =>
      fold(draft as Draft, contribution.key, contribution.input as Input<Event>, context),
    closeDraft: (draft) =>
      ({
        states: (draft as Draft).states,
        observed: (draft as Draft).observed,
        journal: closeJournal((draft as Draft).journal),
      }) satisfies DetectSection,
    encode: (state) => encodeSection(state as DetectSection),
    decode: sectionFromJson,
    inherit: (parents) => inheritStates(parents as readonly DetectSection[]),
  };
}

function raise(layout: JournalLayout, draft: Draft, alerts: readonly Alert[], context: FoldContext): void {
  for (const { id, partition, row } of alerts) {
    context.emit(id, row);
    const closed = append(draft.journal, layout, partition, context.eventTimeMs, JSON.stringify(row));
    for (const tail of closed) context.closeTail(tail, layout);
  }
}

/**
 * Of each key the newest copy: a shard takes over whole pages, so after a split and a merge both parents may know a
 * key, one of them only from before the split. What parents raised stays where it was raised.
 */
function inheritStates(parents: readonly DetectSection[]): DetectSection {
  const states = new Map<string, Json>();
  const observed = new Map<string, number>();
  for (const parent of parents) {
    for (const [key, state] of parent.states) {
      const seen = parent.observed.get(key) ?? 0;
      if (seen < (observed.get(key) ?? 0)) continue;
      states.set(key, state);
      observed.set(key, seen);
    }
  }
  return { states, observed, journal: [] };
}

function encodeSection({ states, observed, journal }: DetectSection): string {
  const entries = [...states].map(([key, state]) => [key, state, observed.get(key) ?? 0]);
  return `[${JSON.stringify(entries)},${encodeJournal(journal)}]`;
}

function sectionFromJson(json: Json): DetectSection {
  const [entries, tails] = json as unknown as [[string, Json, number?][], Json];
  return {
    states: new Map(entries.map(([key, state]) => [key, state])),
    observed: new Map(entries.map(([key, , seen]) => [key, seen ?? 0])),
    journal: decodeJournal(tails),
  };
}
