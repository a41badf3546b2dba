/**
 * The gathered operator stands before an accumulated one whose keys are spread over many pages. It keeps what is to be added,
 * by group of keys, in one page, and says a group's values downstream when there are so many of them that writing the
 * group's page is worth it. So a batch writes one page for all groups and few of theirs, though it touches most.
 *
 * Nothing is late for that: a reader of the accumulated operator adds what is still gathered (lib/engine/view/accumulated-view.ts).
 * What is gathered stays with its shard, like the totals that it will go to.
 */
import type { Json } from "../state/json.ts";
import { writeKey } from "../state/key.ts";
import type { KeyedValue } from "./keyed-value.ts";
import type { Contribution, FoldContext, Operator } from "./operator.ts";

export interface GatheredOptions<Event> {
  /** What an event adds, and to which keys. */
  readonly entries: (event: Event) => readonly KeyedValue[];
  /** The keys that go downstream together: those of one page there. */
  readonly group: (key: string) => string;
  /** The item that keeps what is gathered: the operator's own by default. */
  readonly page?: string;
  /** So many values of a group go downstream. */
  readonly groupSize: number;
}

type GatheredSection = ReadonlyMap<string, readonly KeyedValue[]>;

interface Draft {
  readonly groups: Map<string, readonly KeyedValue[]>;
  /** Lists that are the draft's own. */
  readonly own: Map<string, KeyedValue[]>;
}

interface Input {
  readonly values: readonly KeyedValue[];
  readonly identity: string;
  readonly watermarkMs: Parameters<FoldContext["say"]>[2];
}

const NOTHING: readonly Contribution[] = [];

/** An operator downstream reads lists of keyed values. */
export function gathered<Event>(options: GatheredOptions<Event>): Operator<Event> {
  const { entries, group, page, groupSize } = options;
  if (!(groupSize >= 1)) {
    throw new RangeError(`Cannot gather groups of ${groupSize}: expected at least 1 value`);
  }

  function fold({ groups, own }: Draft, input: Input, context: FoldContext): void {
    for (const value of input.values) {
      const name = group(value[0]);
      let list = own.get(name);
      if (list === undefined) {
        list = groups.get(name)?.slice() ?? [];
        own.set(name, list);
        groups.set(name, list);
      }
      list.push(value);
      if (list.length < groupSize) continue;
      context.say(input.identity, list, input.watermarkMs);
      groups.delete(name);
      own.delete(name);
    }
  }

  return {
    kind: "gathered",
    stateful: false,
    prepare(event, { record, eventTimeMs, watermarkMs, identity }, operator) {
      const values = entries(event);
      if (values.length === 0) return NOTHING;
      const input: Input = {
        values: values.map(([key, value]) => [writeKey(key), value]),
        identity: identity(),
        watermarkMs,
      };
      return [{ record, eventTimeMs, operator, window: null, page: page ?? operator, key: "", input }];
    },
    pageOf: (_key, operator) => page ?? operator,
    openDraft: (state) =>
      ({ groups: new Map(state as GatheredSection | undefined), own: new Map() }) satisfies Draft,
    fold: (draft, { input }, context) => fold(draft as Draft, input as Input, context),
    closeDraft: (draft) => (draft as Draft).groups satisfies GatheredSection,
    encode: (state) => JSON.stringify([...(state as GatheredSection)]),
    decode: (json: Json) => new Map(json as unknown as [string, KeyedValue[]][]) satisfies GatheredSection,
    gathered: (state) => [...(state as GatheredSection).values()].flat(),
  };
}
