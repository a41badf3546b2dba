/** What the generator makes at a shop's rate, and what stands in it. */
import type { Behaviour, CommerceEvent } from "../../../../lib/pipelines/commerce/commerce-event.ts";
import { isBehaviour } from "../../../../lib/pipelines/commerce/commerce-event.ts";
import {
  Clickstream,
  type ClickstreamOptions,
  type GeneratedClick,
} from "../../../../lib/pipelines/commerce/generator/index.ts";
import { seededRandom } from "../../../../lib/pipelines/traffic/index.ts";

export const START = Date.UTC(2026, 0, 1, 12);

/** A shop's 200 events a second. */
const STEP_MS = 5;

export interface Generated {
  readonly stream: Clickstream;
  readonly clicks: readonly GeneratedClick[];
  readonly events: readonly CommerceEvent[];
}

export type GenerateOptions = Partial<ClickstreamOptions> & {
  readonly seed: number;
  readonly stepMs?: number;
  readonly fromMs?: number;
};

export function generate(count: number, options: GenerateOptions): Generated {
  const { stepMs = STEP_MS, fromMs = START } = options;
  const stream = new Clickstream({
    users: 5000,
    items: 1000,
    fraudShare: 0,
    random: seededRandom(~options.seed),
    ...options,
  });
  const clicks = Array.from({ length: count }, (_, i) => stream.next(fromMs + i * stepMs));
  return { stream, clicks, events: clicks.map(({ event }) => event) };
}

export function behavioursOf(events: readonly CommerceEvent[]): Behaviour[] {
  return events.filter(isBehaviour);
}

/** In their order, by what `keyOf` says of each; what it has no word for is left out. */
export function groupedBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => unknown,
): Map<unknown, Item[]> {
  const groups = new Map<unknown, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
