/**
 * The windowed operator keeps, for each key and window, the aggregates of the key's events in the window.
 *
 * Its section of a page is a map from key to one state per aggregate. An event later than every window it
 * belongs to is refused (`EXPIRED`); one that some window still takes is folded into those.
 */
import type { Aggregates, Results } from "../aggregate/aggregate.ts";
import type { Json } from "../state/json.ts";
import { type KeyParts, writeKey } from "../state/key.ts";
import { type DurationMs, millis } from "../time/duration.ts";
import type { Measurement } from "../telemetry.ts";
import type { WindowAssigner } from "../window/assigner.ts";
import { isRetired, type Window } from "../window/window.ts";
import { type Contribution, EXPIRED, type Operator, type PrepareContext, type Prepared } from "./operator.ts";
import { PAGE_KEYS_MAX, requireRoom } from "./page-keys.ts";

export interface WindowedOptions<Event, A extends Aggregates<Event>> {
  readonly window: WindowAssigner;
  /** How long after a window's end its events are still folded, ms. No default: it is a decision. */
  readonly allowedLateness: DurationMs;
  readonly key: (event: Event) => KeyParts;
  /** The item in which a key is kept: the operator's own by default, one for all keys. */
  readonly page?: (key: string) => string;
  /** Keys that a page takes; an event of one more is dead-lettered. */
  readonly pageKeysMax?: number;
  readonly aggregate: A;
  /** The view's row for a key, in its written form, and a window. */
  readonly row: (key: string, window: Window, results: Results<A>) => { readonly [field: string]: Json };
  /** What the rows of the newest window measure, every minute, while it is still open. */
  readonly measure?: (row: { readonly [field: string]: Json }) => readonly Measurement[];
}

// `any`, because a state belongs to the aggregate at the same position.
type States = any[];
type Section = ReadonlyMap<string, States>;
interface Draft {
  readonly base: Section;
  readonly own: Map<string, States>;
  /** Keys of both. */
  keys: number;
}

export function windowed<Event, A extends Aggregates<Event>>(
  options: WindowedOptions<Event, A>,
): Operator<Event> {
  const { window: assigner, key, page, row, measure, pageKeysMax = PAGE_KEYS_MAX } = options;
  const allowedLatenessMs = millis(options.allowedLateness);
  const names = Object.keys(options.aggregate);
  const aggregates = names.map((name) => options.aggregate[name] as Aggregates<Event>[string]);

  function prepare(event: Event, context: PrepareContext, operator: string): Prepared {
    const { record, eventTimeMs, watermarkMs } = context;
    let taken: Contribution[] | undefined;
    let written = "";
    let input: readonly Json[] = [];
    for (const window of assigner.assign(eventTimeMs)) {
      if (isRetired(window, allowedLatenessMs, watermarkMs)) continue;
      if (taken === undefined) {
        written = writeKey(key(event));
        input = inputsOf(aggregates, event);
      }
      const name = page === undefined ? operator : page(written);
      const contribution = { record, eventTimeMs, operator, window, page: name, key: written, input };
      // A literal has room for one; an empty array that grows makes room for seventeen.
      if (taken === undefined) taken = [contribution];
      else taken.push(contribution);
    }
    return taken ?? EXPIRED;
  }

  return {
    kind: "windowed",
    stateful: false,
    windowing: { assigner, allowedLatenessMs },
    ...(measure === undefined ? {} : { measure }),
    prepare,
    openDraft(state) {
      const base = (state as Section | undefined) ?? new Map();
      return { base, own: new Map(), keys: base.size } satisfies Draft;
    },
    fold: (draft, contribution) => foldInto(draft as Draft, contribution, aggregates, pageKeysMax),
    closeDraft: (draft) => closeDraft(draft as Draft),
    encode: (state) => JSON.stringify([...(state as Section)]),
    decode: (json) => new Map(json as unknown as [string, States][]),
    rows(window, states) {
      return [...mergeSections(states as readonly Section[], aggregates)].map(([written, merged]) => {
        const results = names.map((name, i) => [name, aggregates[i]?.result(merged[i])]);
        return { key: written, row: row(written, window, Object.fromEntries(results) as Results<A>) };
      });
    },
  };
}

function foldInto<Event>(
  draft: Draft,
  contribution: Contribution,
  aggregates: readonly Aggregates<Event>[string][],
  pageKeysMax: number,
): void {
  const { base, own } = draft;
  let states = own.get(contribution.key);
  if (states === undefined) {
    const stored = base.get(contribution.key);
    if (stored === undefined) {
      requireRoom(draft.keys, pageKeysMax);
      draft.keys += 1;
    }
    states = aggregates.map((aggregate, i) =>
      stored === undefined ? aggregate.zero() : aggregate.clone(stored[i]),
    );
    own.set(contribution.key, states);
  }
  const input = contribution.input as readonly never[];
  for (let i = 0; i < aggregates.length; i++) {
    states[i] = (aggregates[i] as Aggregates<Event>[string]).add(states[i], input[i] as never);
  }
}

/** Without a pair for each key on the way: a page has many keys, and is closed with each batch. */
function closeDraft({ base, own }: Draft): Section {
  const section = new Map<string, States>();
  base.forEach((states, key) => section.set(key, states));
  own.forEach((states, key) => section.set(key, states));
  return section;
}

/** A loop and not a map: this runs for every event. */
function inputsOf<Event>(aggregates: readonly Aggregates<Event>[string][], event: Event): readonly Json[] {
  const inputs = new Array<Json>(aggregates.length);
  for (let i = 0; i < inputs.length; i++)
    inputs[i] = (aggregates[i] as Aggregates<Event>[string]).input(event);
  return inputs;
}

function mergeSections<Event>(
  sections: readonly Section[],
  aggregates: readonly Aggregates<Event>[string][],
): Map<string, States> {
  const merged = new Map<string, States>();
  for (const section of sections) {
    for (const [key, states] of section) {
      const before = merged.get(key);
      merged.set(
        key,
        before === undefined
          ? states
          : aggregates.map((aggregate, i) => aggregate.merge(before[i], states[i])),
      );
    }
  }
  return merged;
}
